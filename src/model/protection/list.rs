//! What the list of the kinds of protections is made into: their ids and tables, what a VM has of them, and how
//! each is asked without knowing its kind.
//!
//! Always true here: whatever there is one of for each kind is made here, so that a kind cannot be left out.

/// Declares the kinds of protections: each with its struct, its id, what it is called where a VM has one and
/// where there are many, and, where it builds VMs again, what that is called.
macro_rules! kinds {
    (
        of VMs { $( $(#[$doc:meta])* $one:ident: $id:ident, $own:ident in $many:ident $(, builds $way:ident)?; )+ }
        of roles { $( $(#[$role_doc:meta])* $of_role:ident: $role_id:ident, $role_own:ident in $role_many:ident; )+ }
    ) => {
        crate::model::ids::ids! {
            $( $(#[$doc])* $id, )+
            $( $(#[$role_doc])* $role_id, )+
        }

        /// A protection of whichever kind.
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize,
        )]
        pub enum Protection {
            $( $(#[$doc])* $one($id), )+
            $( $(#[$role_doc])* $of_role($role_id), )+
        }

        /// Something for each protection.
        #[derive(Clone, PartialEq, Eq, Debug, Default)]
        pub struct EachProtection<T> {
            $( $many: Vec<T>, )+
            $( $role_many: Vec<T>, )+
        }

        impl<T> std::ops::Index<Protection> for EachProtection<T> {
            type Output = T;
            #[inline]
            fn index(&self, one: Protection) -> &T {
                match one {
                    $( Protection::$one(id) => &self.$many[id.index()], )+
                    $( Protection::$of_role(id) => &self.$role_many[id.index()], )+
                }
            }
        }

        impl<T> std::ops::IndexMut<Protection> for EachProtection<T> {
            fn index_mut(&mut self, one: Protection) -> &mut T {
                match one {
                    $( Protection::$one(id) => &mut self.$many[id.index()], )+
                    $( Protection::$of_role(id) => &mut self.$role_many[id.index()], )+
                }
            }
        }

        /// All protections, those of a kind sorted by name.
        #[derive(Clone, Debug, Default)]
        pub struct Protections {
            $( $(#[$doc])* pub $many: Vec<$one>, )+
            $( $(#[$role_doc])* pub $role_many: Vec<$of_role>, )+
        }

        impl Protections {
            /// A protection.
            #[must_use]
            pub fn of(&self, one: impl Into<Protection>) -> &dyn Protects {
                match one.into() {
                    $( Protection::$one(id) => &self.$many[id.index()], )+
                    $( Protection::$of_role(id) => &self.$role_many[id.index()], )+
                }
            }

            /// All of them, kind by kind.
            pub fn all(&self) -> impl Iterator<Item = Protection> + use<> {
                let none = std::iter::empty();
                $( let none = none.chain(
                    (0..self.$many.len()).map(|row| Protection::$one($id::from_index(row)))
                ); )+
                $( let none = none.chain(
                    (0..self.$role_many.len()).map(|row| Protection::$of_role($role_id::from_index(row)))
                ); )+
                none
            }

            /// Something for each of them.
            pub fn each<T>(&self, make: impl Fn(&dyn Protects) -> T) -> EachProtection<T> {
                EachProtection {
                    $( $many: self.$many.iter().map(|one| make(one)).collect(), )+
                    $( $role_many: self.$role_many.iter().map(|one| make(one)).collect(), )+
                }
            }

            /// One that builds VMs again.
            #[must_use]
            pub fn builder(&self, one: Rebuild) -> &dyn Builds {
                match one {
                    $( $( Rebuild::$way(id) => &self.$many[id.index()], )? )+
                }
            }
        }

        /// A kind that has a table.
        pub trait Tabled: Kind + Protects + Sized + 'static {
            /// Puts one behind the others of its kind.
            fn put(self, all: &mut Protections) -> Protection;
            /// All of its kind, in the order of their ids.
            fn all(all: &Protections) -> impl Iterator<Item = (Protection, &Self)>;
        }

        $( $crate::model::protection::list::tabled!($one, $id, $many); )+
        $( $crate::model::protection::list::tabled!($of_role, $role_id, $role_many); )+

        impl Protection {
            /// What its kind keeps.
            #[must_use]
            pub fn keeps(self) -> Keeps {
                match self {
                    $( Protection::$one(_) => $one::KEEPS, )+
                    $( Protection::$of_role(_) => $of_role::KEEPS, )+
                }
            }
            /// In which ways somebody comes back by it.
            #[must_use]
            pub fn paths(self) -> &'static [$crate::model::ended::Path] {
                match self {
                    $( Protection::$one(_) => $one::PATHS, )+
                    $( Protection::$of_role(_) => $of_role::PATHS, )+
                }
            }
            /// The word for its kind in lists of protections.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $( Protection::$one(_) => $one::WORD, )+
                    $( Protection::$of_role(_) => $of_role::WORD, )+
                }
            }
            /// The word for its kind before a name.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self {
                    $( Protection::$one(_) => $one::TITLE, )+
                    $( Protection::$of_role(_) => $of_role::TITLE, )+
                }
            }
            /// How it builds VMs again, if it does.
            #[must_use]
            pub fn rebuild(self) -> Option<Rebuild> {
                match self {
                    $( $( Protection::$one(id) => Some(Rebuild::$way(id)), )? )+
                    _ => None,
                }
            }
            /// What a VM is that has one of its kind.
            #[must_use]
            pub fn done(self) -> &'static str {
                match self {
                    $( Protection::$one(_) => $one::DONE, )+
                    $( Protection::$of_role(_) => $of_role::DONE, )+
                }
            }
        }

        /// What a VM has of each kind.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
        pub struct Protecting {
            $( $(#[$doc])* pub $own: Option<$id>, )+
        }

        impl Protecting {
            /// All that it has, in the order of the kinds.
            pub fn all(&self) -> impl Iterator<Item = Protection> + Clone + use<> {
                [ $( self.$own.map(Protection::$one), )+ ].into_iter().flatten()
            }

            /// Adds one, to a VM or to its role where its kind is one of roles. Whether there was one of its kind.
            pub fn add(&mut self, one: Protection, of_role: &mut ProtectingRole) -> bool {
                match one {
                    $( Protection::$one(id) => self.$own.replace(id).is_some(), )+
                    $( Protection::$of_role(id) => of_role.$role_own.replace(id).is_some(), )+
                }
            }

            /// The ways in which a VM that has these could be built again, in the order of the kinds.
            pub fn builders(&self) -> impl Iterator<Item = Rebuild> + Clone + use<> {
                [ $( $( self.$own.map(Rebuild::$way), )? )+ ].into_iter().flatten()
            }
        }

        /// What a role has of each kind that is one of roles.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
        pub struct ProtectingRole {
            $( $(#[$role_doc])* pub $role_own: Option<$role_id>, )+
        }

        impl ProtectingRole {
            /// All that it has, in the order of the kinds.
            pub fn all(&self) -> impl Iterator<Item = Protection> + Clone + use<> {
                [ $( self.$role_own.map(Protection::$of_role), )+ ].into_iter().flatten()
            }
        }

        /// How a VM is built again whose state is lost.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Rebuild {
            $( $(
                #[doc = concat!("By a `", stringify!($one), "`.")]
                $way($id),
            )? )+
        }

        impl Rebuild {
            /// The way back that it is.
            #[must_use]
            pub fn path(self) -> $crate::model::ended::Path {
                match self {
                    $( $( Rebuild::$way(_) => $crate::model::ended::Path::$way, )? )+
                }
            }
        }

        impl From<Rebuild> for Protection {
            fn from(one: Rebuild) -> Protection {
                match one {
                    $( $( Rebuild::$way(id) => Protection::$one(id), )? )+
                }
            }
        }
    };
}

/// The table of a kind.
macro_rules! tabled {
    ($one:ident, $id:ident, $many:ident) => {
        impl From<$id> for Protection {
            fn from(id: $id) -> Protection {
                Protection::$one(id)
            }
        }

        impl Tabled for $one {
            fn put(self, all: &mut Protections) -> Protection {
                all.$many.push(self);
                Protection::$one($id::from_index(all.$many.len() - 1))
            }
            fn all(all: &Protections) -> impl Iterator<Item = (Protection, &Self)> {
                let rows = all.$many.iter().enumerate();
                rows.map(|(row, one)| (Protection::$one($id::from_index(row)), one))
            }
        }
    };
}

pub(super) use {kinds, tabled};
