//! The published table of VM sizes.
//!
//! Always true here: figures are those of the Azure Stack Hub documentation, "VM sizes supported".

use crate::units::Bytes;

/// A published VM size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VmSize {
    /// Its name without the leading `Standard_`.
    pub name: &'static str,
    /// Virtual cores.
    pub cores: u32,
    /// Memory in MiB.
    pub memory_mib: u64,
    /// Most data disks.
    pub data_disks: u32,
}

impl VmSize {
    /// Its memory.
    #[must_use]
    pub fn memory(self) -> Bytes {
        Bytes(self.memory_mib << 20)
    }
}

const fn size(name: &'static str, cores: u32, memory_mib: u64, data_disks: u32) -> VmSize {
    VmSize {
        name,
        cores,
        memory_mib,
        data_disks,
    }
}

/// The sizes, in the order of the documentation.
pub const SIZES: &[VmSize] = &[
    size("Basic_A0", 1, 768, 1),
    size("A1_v2", 1, 2 << 10, 2),
    size("A4_v2", 4, 8 << 10, 8),
    size("D2_v2", 2, 7 << 10, 8),
    size("DS1_v2", 1, 3584, 4),
    size("DS2_v2", 2, 7 << 10, 8),
    size("DS3_v2", 4, 14 << 10, 16),
    size("DS4_v2", 8, 28 << 10, 32),
    size("DS5_v2", 16, 56 << 10, 64),
    size("DS12_v2", 4, 28 << 10, 8),
    size("DS13_v2", 8, 56 << 10, 16),
    size("DS14_v2", 16, 112 << 10, 32),
    size("F8s_v2", 8, 16 << 10, 16),
    size("F16s_v2", 16, 32 << 10, 32),
    size("F64s_v2", 64, 128 << 10, 32),
    size("NV4as_v4", 4, 14 << 10, 4),
];

/// The size of this name; case and a leading `Standard_` do not matter.
#[must_use]
pub fn find(name: &str) -> Option<VmSize> {
    let wanted = name.trim().to_ascii_lowercase();
    let wanted = wanted.strip_prefix("standard_").unwrap_or(&wanted);
    SIZES
        .iter()
        .find(|size| size.name.eq_ignore_ascii_case(wanted))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_and_with_the_prefix() {
        assert_eq!(find("ds14_V2").map(VmSize::memory), Some(Bytes::gib(112)));
        assert_eq!(
            find("Standard_DS1_v2").map(VmSize::memory),
            Some(Bytes(3584 << 20))
        );
        assert_eq!(find("Basic_A0").map(|size| size.memory_mib), Some(768));
        assert_eq!(find("DS99_v2"), None);
    }
}
