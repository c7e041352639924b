//! Typed indices into the tables of a blueprint.
//!
//! Always true here: an id of one table cannot be used on another. Those of protections are made with the list of
//! their kinds.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize,
        )]
        pub struct $name(pub u32);
        impl $name {
            /// The position in its table.
            #[inline]
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
            /// The id of a position in its table.
            ///
            /// # Panics
            /// When the position exceeds 32 bits, which the limits of a scenario rule out.
            #[must_use]
            pub fn from_index(index: usize) -> Self {
                Self(u32::try_from(index).expect("scenario limits keep tables below 2^32 rows"))
            }
        }
        impl crate::engine::Id for $name {
            #[inline]
            fn row(self) -> usize {
                self.0 as usize
            }
            #[inline]
            fn of_row(row: usize) -> Self {
                Self(row as u32)
            }
        }
    )*};
}

pub(in crate::model) use ids;

ids! {
    /// A site.
    SiteId,
    /// An enclosure.
    EnclosureId,
    /// A stamp.
    StampId,
    /// A rack of a stamp.
    RackId,
    /// A node, counted over all stamps.
    NodeId,
    /// A disk, counted over all nodes of all stamps with storage.
    DiskId,
    /// A volume, counted over all stamps with storage.
    VolumeId,
    /// A switch, counted over all stamps.
    SwitchId,
    /// Applications that one fault hits together.
    ScopeId,
    /// A link between two sites.
    LinkId,
    /// A repository of backups.
    RepositoryId,
    /// A crew.
    CrewId,
    /// Spare parts of one kind.
    PartKindId,
    /// An application.
    ApplicationId,
    /// A role, counted over all applications.
    RoleId,
    /// A VM, counted over all roles.
    VmId,
    /// A named availability set or scale set.
    SetId,
    /// VMs of one application that replicate together.
    GroupId,
    /// Memory that a hot standby holds.
    StandbyId,
    /// A source of faults: one hazard on one target, or one scheduled fault.
    SourceId,
    /// A drill.
    DrillId,
    /// An update of stamps.
    UpdateId,
    /// VMs that go home together.
    HomecomingId,
}
