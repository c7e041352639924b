//! The memory formula that every stamp operator knows.
//!
//! Always true here: total = reserve + infrastructure + tenant + available, with a negative
//! `available` where the stamp is over its formula.
//! Source: Azure Stack Hub documentation, "capacity planning: compute" (2021 text).

use super::application::Vm;
use super::ids::StampId;
use super::place::{Reserve, Stamp};
use super::protection::Standby;
use crate::units::Bytes;

/// The terms of the formula, in bytes.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct MemoryTerms {
    /// Memory of all nodes, N·H.
    pub total: f64,
    /// First term of the reserve, H: one node may be lost.
    pub reserve_host: f64,
    /// Second term, R·(N−1)·H: the host systems on the survivors.
    pub reserve_host_os: f64,
    /// Third term, V·(N−2): fragmentation, sized by the largest VM.
    pub reserve_largest_vm: f64,
    /// Infrastructure, 242 GB + 4 GB·N.
    pub infrastructure: f64,
    /// Memory of tenant VMs.
    pub tenant: f64,
    /// What is left; negative where the stamp is over its formula.
    pub available: f64,
    /// The largest VM that can still be placed. A VM larger than V raises the reserve as well:
    /// it must satisfy v + (v − V)(N−2) <= available.
    pub largest_placeable: f64,
}

/// The formula for N nodes of memory H, largest VM V, and the memory of all tenant VMs.
#[must_use]
pub fn memory_terms(
    reserve: Reserve,
    nodes: u32,
    node_memory: Bytes,
    largest_vm: Bytes,
    tenant: Bytes,
) -> MemoryTerms {
    let n = f64::from(nodes);
    let h = node_memory.0 as f64;
    let v = largest_vm.0 as f64;
    let total = n * h;
    let tenant = tenant.0 as f64;
    match reserve {
        Reserve::None => {
            let available = total - tenant;
            MemoryTerms {
                total,
                tenant,
                available,
                largest_placeable: available.min(h).max(0.0),
                ..MemoryTerms::default()
            }
        }
        Reserve::AzureStackHub { host_os } => {
            let reserve_host = h;
            let reserve_host_os = host_os.0 * (n - 1.0).max(0.0) * h;
            let slack = (n - 2.0).max(0.0);
            let reserve_largest_vm = v * slack;
            let infrastructure = infrastructure(nodes).0 as f64;
            let available = total
                - reserve_host
                - reserve_host_os
                - reserve_largest_vm
                - infrastructure
                - tenant;
            let grown = if available <= v {
                available
            } else {
                (available + v * slack) / (1.0 + slack)
            };
            MemoryTerms {
                total,
                reserve_host,
                reserve_host_os,
                reserve_largest_vm,
                infrastructure,
                tenant,
                available,
                largest_placeable: grown.min(h * (1.0 - host_os.0)).max(0.0),
            }
        }
    }
}

/// What VMs and hot standbys hold on a stamp at the start of a trial, one by one, VMs first. A hot standby
/// holds memory like any other VM.
pub fn held<'a>(
    vms: &'a [Vm],
    standbys: &'a [Standby],
    stamp: StampId,
) -> impl Iterator<Item = Bytes> + Clone + use<'a> {
    let own = vms.iter().filter(move |vm| vm.stamp == stamp);
    let hot = standbys.iter().filter(move |one| one.stamp == stamp);
    own.map(|vm| vm.memory).chain(hot.map(|one| one.memory))
}

/// Memory of each VM and hot standby on each of so many stamps: `held` for all of them, in one pass.
#[must_use]
pub fn held_by_stamp(vms: &[Vm], standbys: &[Standby], stamps: usize) -> Vec<Vec<Bytes>> {
    let mut made = vec![Vec::new(); stamps];
    let own = vms.iter().map(|vm| (vm.stamp, vm.memory));
    let hot = standbys.iter().map(|one| (one.stamp, one.memory));
    for (stamp, memory) in own.chain(hot) {
        if let Some(held) = made.get_mut(stamp.index()) {
            held.push(memory);
        }
    }
    made
}

/// The formula for a stamp on which so much is held, one by one.
#[must_use]
pub fn terms_of(stamp: &Stamp, held: impl Iterator<Item = Bytes> + Clone) -> MemoryTerms {
    let sizes = || held.clone().map(|memory| memory.0);
    memory_terms(
        stamp.reserve,
        stamp.node_count(),
        stamp.node_memory,
        Bytes(sizes().max().unwrap_or(0)),
        Bytes(sizes().fold(0, u64::saturating_add)),
    )
}

/// Infrastructure of Azure Stack Hub (release 1904 and later): 242 GB + 4 GB per node.
#[must_use]
pub fn infrastructure(nodes: u32) -> Bytes {
    Bytes::gib(242 + 4 * u64::from(nodes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Share;

    const HUB: Reserve = Reserve::AzureStackHub {
        host_os: Share(0.15),
    };

    fn terms(h: u64, n: u32, v: u64, tenant_mib: u64) -> MemoryTerms {
        memory_terms(
            HUB,
            n,
            Bytes::gib(h),
            Bytes::gib(v),
            Bytes(tenant_mib << 20),
        )
    }
    fn gib(bytes: f64) -> f64 {
        bytes / Bytes::GIB as f64
    }

    /// Closed form 6: the vectors printed in the documentation.
    #[test]
    fn printed_vectors() {
        for (h, n, v, reserve) in [
            (384, 12, 112, 2137.6),
            (384, 4, 24, 604.8),
            (512, 4, 112, 966.4),
            (384, 4, 112, 780.8),
            (384, 5, 112, 950.4),
        ] {
            let t = terms(h, n, v, 0);
            let got = gib(t.reserve_host + t.reserve_host_os + t.reserve_largest_vm);
            assert!(
                (got - reserve).abs() < 1e-9,
                "H={h} N={n} V={v}: {got} instead of {reserve}"
            );
        }
        let t = terms(384, 4, 24, 337_152);
        assert!((gib(t.infrastructure) - 258.0).abs() < 1e-9);
        assert!(
            (gib(t.available) - 343.95).abs() < 1e-6,
            "{}",
            gib(t.available)
        );
        let t = terms(512, 4, 112, 517_888);
        assert!(
            (gib(t.available) - 317.85).abs() < 1e-6,
            "{}",
            gib(t.available)
        );
    }

    #[test]
    fn growing_the_largest_vm_costs_itself_and_its_reserve() {
        // FAQ: 4 nodes, V 56 to 112: the blade falls by 56 + 112 = 168 GB.
        let before = terms(512, 4, 56, 100 << 10);
        let after = terms(512, 4, 112, 156 << 10);
        assert!((gib(before.available - after.available) - 168.0).abs() < 1e-9);
    }

    #[test]
    fn the_largest_placeable_vm_just_fits() {
        let t = terms(512, 4, 24, 505_750);
        let v = gib(t.largest_placeable);
        assert!(v > 24.0);
        assert!((v + (v - 24.0) * 2.0 - gib(t.available)).abs() < 1e-6);
    }
}
