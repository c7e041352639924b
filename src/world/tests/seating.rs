//! Who finds a node, against a look at all of them.

use super::*;
use crate::units::Moment;
use crate::world::frame::Frame;
use crate::world::room::Room;
use proptest::prelude::*;

/// Six nodes of 512 GiB, of which a test uses three, so that all find a place at first: two VMs each of 200, 300
/// and 400 GiB.
fn three_nodes() -> Blueprint {
    let mut blueprint = cluster(6);
    for (index, memory) in [200, 300, 400, 200, 300, 400].into_iter().enumerate() {
        application(&mut blueprint, &format!("app{index}"), 1, 1, memory);
    }
    blueprint.stamps[0].node_memory = Bytes::gib(512);
    blueprint.stamps[0].reserve = Reserve::None;
    blueprint.stamps[0].vms_per_node = 2;
    blueprint
}

/// The room of these with nobody in it and no infrastructure.
fn empty<'b>(blueprint: &'b Blueprint) -> (Frame<'b>, Room) {
    let mut frame = Frame::new(blueprint, 1);
    let mut room = Room::new(blueprint);
    frame.now = Moment::ZERO;
    room.renew(&frame);
    for vm in (0..6).map(VmId) {
        room.unplace(&mut frame, vm);
    }
    room.drop_infrastructure(&frame, StampId(0));
    (frame, room)
}

/// The node that a VM should find: of those that are up, with room and fewer than two VMs, the one with most.
fn by_hand(blueprint: &Blueprint, room: &Room, up: [bool; 3], vm: VmId) -> Option<NodeId> {
    let memory = |vm: VmId| blueprint.vm(vm).memory.0;
    let there = |node: NodeId| {
        (0..6)
            .map(VmId)
            .filter(move |vm| room.node_of(*vm) == Some(node))
    };
    let left = |node: NodeId| Bytes::gib(512).0 - there(node).map(memory).sum::<u64>();
    let takes =
        |node: &NodeId| up[node.index()] && left(*node) >= memory(vm) && there(*node).count() < 2;
    let nodes = (0..3).map(NodeId).filter(takes);
    nodes.max_by_key(|node| (left(*node), std::cmp::Reverse(*node)))
}

/// Two nodes hold 400 GiB each and the third is down: a VM of 300 finds none. The third comes back: it goes there,
/// and the next one of 300 finds none again, until one of 400 leaves the first.
#[test]
fn a_node_that_is_back_takes_who_found_none() {
    let blueprint = three_nodes();
    let (mut frame, mut room) = empty(&blueprint);
    let stamp = StampId(0);
    let two = |node: NodeId| node.0 < 2;
    let three = |node: NodeId| node.0 < 3;
    for vm in [VmId(2), VmId(5)] {
        assert!(room.place(&mut frame, two, vm, stamp));
    }
    assert!(!room.place(&mut frame, two, VmId(1), stamp));
    assert!(
        !room.place(&mut frame, three, VmId(1), stamp),
        "nobody said so"
    );
    room.room_grows_on(&frame, NodeId(2));
    assert!(room.place(&mut frame, three, VmId(1), stamp));
    assert_eq!(room.node_of(VmId(1)), Some(NodeId(2)));
    assert!(!room.place(&mut frame, three, VmId(4), stamp));
    room.unplace(&mut frame, VmId(2));
    assert!(room.place(&mut frame, three, VmId(4), stamp));
    assert_eq!(room.node_of(VmId(4)), Some(NodeId(0)));
}

proptest! {
    /// VMs come and go, nodes go and come back: each finds the node that a look at all of them finds.
    #[test]
    fn what_is_known_of_room_finds_the_same_node(
        steps in prop::collection::vec((0_u32..6, 0_u32..3, 0_u32..4), 1..80),
    ) {
        let blueprint = three_nodes();
        let (mut frame, mut room) = empty(&blueprint);
        let mut up = [true; 3];
        for (vm, node, what) in steps {
            let (vm, node) = (VmId(vm), NodeId(node));
            match what {
                0 => {
                    up[node.index()] = !up[node.index()];
                    if up[node.index()] {
                        room.room_grows_on(&frame, node);
                    } else {
                        for lost in (0..6).map(VmId) {
                            if room.node_of(lost) == Some(node) {
                                room.unplace(&mut frame, lost);
                            }
                        }
                    }
                }
                1 => room.unplace(&mut frame, vm),
                _ if room.node_of(vm).is_none() => {
                    let expected = by_hand(&blueprint, &room, up, vm);
                    let is_up = |node: NodeId| up.get(node.index()) == Some(&true);
                    prop_assert_eq!(room.place(&mut frame, is_up, vm, StampId(0)), expected.is_some());
                    prop_assert_eq!(room.node_of(vm), expected);
                }
                _ => {}
            }
        }
    }
}
