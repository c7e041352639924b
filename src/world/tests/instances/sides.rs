//! Votes, the witness, and links that are cut.

use super::*;

/// A switch to the other stamp: detect, failover, probe, names.
const SWITCH: u64 = 365;

fn switches_of(blueprint: &Blueprint) -> crate::model::record::InstanceTally {
    years(blueprint, 1, 1)[0].instances[0]
}

/// Two instances on two sites, and a third site that is joined to both and may hold the witness.
fn pair() -> Blueprint {
    let mut blueprint = spread(2, true, true);
    let third = add_site(&mut blueprint);
    join_sites(&mut blueprint, SiteId(0), third);
    join_sites(&mut blueprint, SiteId(1), third);
    blueprint
}

const LINK: Component = Component::Link(LinkId(0));
const THIRD: SiteId = SiteId(2);

fn witness(blueprint: &mut Blueprint, at: Place) {
    blueprint.protections.high_availabilities[0].witness = Some(at);
}

/// Three instances: one loss after the other is survived down to the one whose vote is left; two
/// losses at once are not.
#[test]
fn votes_follow_those_who_are_there() {
    let mut blueprint = spread(3, true, true);
    away(&mut blueprint, node(0), 10, 20);
    let mut last = blueprint.clone();
    // Of the two that are left the first one's vote counts.
    away(&mut blueprint, node(1), 12, 13);
    let before = (10 * HOURS, SWITCH);
    assert_eq!(stretches(&blueprint), [before, (12 * HOURS, HOURS)]);
    away(&mut last, node(2), 12, 13);
    assert_eq!(stretches(&last), [before]);

    let mut at_once = beside(3, 3, true, true);
    away(&mut at_once, node(0), 10, 20);
    away(&mut at_once, node(1), 10, 12);
    let record = years(&at_once, 1, 1).remove(0);
    assert_eq!(record.outages.len(), 1);
    assert_eq!(record.outages[0].recovery(), Some(2 * HOURS * SECOND));
    assert_eq!(record.outages[0].binding, Resource::Majority(RoleId(0)));
    assert_eq!(seconds(&record.outages[0], Phase::Wait), 2 * HOURS);
    assert_eq!(record.instances[0].majority_losses, 1);
    // Stateless ones need no majority: the third takes over.
    at_once.roles[0].stateful = false;
    assert_eq!(stretches(&at_once), [(10 * HOURS, 65)]);
    // Nor do they with a witness that is stated, but then they have one: it and the third are two
    // votes of three only after the first loss was noticed.
    witness(&mut at_once, Place::Site(SiteId(0)));
    assert_eq!(stretches(&at_once), [(10 * HOURS, 2 * HOURS)]);
}

/// Two instances without a witness: all hangs on the first. With one, neither loss matters.
#[test]
fn two_instances_want_a_witness() {
    for (lost, alone) in [(0, vec![(10 * HOURS, 10 * HOURS)]), (1, vec![])] {
        let mut blueprint = beside(2, 2, true, true);
        away(&mut blueprint, node(lost), 10, 20);
        assert_eq!(stretches(&blueprint), alone);
        witness(&mut blueprint, Place::Site(SiteId(0)));
        let expected = if lost == 0 {
            vec![(10 * HOURS, 65)]
        } else {
            vec![]
        };
        assert_eq!(stretches(&blueprint), expected);
    }
}

/// A witness that is gone is made up for once that is noticed: then the first one's vote decides.
#[test]
fn a_witness_can_be_lost() {
    let mut blueprint = pair();
    witness(&mut blueprint, Place::Site(THIRD));
    away(&mut blueprint, Component::Site(THIRD), 10, 20);
    let mut second = blueprint.clone();
    assert_eq!(stretches(&blueprint), []);
    away(&mut blueprint, node(0), 12, 13);
    assert_eq!(stretches(&blueprint), [(12 * HOURS, HOURS)]);
    away(&mut second, node(1), 12, 13);
    assert_eq!(stretches(&second), []);
    // The first, with the witness back.
    away(&mut second, node(0), 30, 31);
    assert_eq!(stretches(&second), [(30 * HOURS, SWITCH)]);
    // At once with an instance: one vote of three is left.
    let mut blueprint = pair();
    witness(&mut blueprint, Place::Site(THIRD));
    away(&mut blueprint, Component::Site(THIRD), 10, 20);
    away(&mut blueprint, node(0), 10, 15);
    assert_eq!(stretches(&blueprint), [(10 * HOURS, 5 * HOURS)]);
}

/// A witness that stands where the active instance stands goes with it.
#[test]
fn a_witness_shares_the_fate_of_its_place() {
    let site = Component::Site(SiteId(0));
    let mut blueprint = pair();
    away(&mut blueprint, site, 10, 20);
    for (place, length) in [
        (Place::Site(THIRD), SWITCH),
        // The witness is back first, and the other instance takes over.
        (Place::Site(SiteId(0)), 10 * HOURS + SWITCH - 10),
    ] {
        witness(&mut blueprint, place);
        assert_eq!(stretches(&blueprint), [(10 * HOURS, length)], "{place:?}");
    }
    // One on a stamp runs while that runs: its start counts, and its quorum.
    blueprint.stamps[0].start = Law::Constant(2.0 * H);
    witness(&mut blueprint, Place::Stamp(StampId(0)));
    let found = &outages(&blueprint)[0];
    assert_eq!(found.recovery(), Some((12 * HOURS + SWITCH - 10) * SECOND));
    assert_eq!(found.binding, Resource::Majority(RoleId(0)));
    // One in an enclosure or a rack goes with that.
    blueprint.enclosures.push(Enclosure {
        name: "box".into(),
        site: SiteId(1),
    });
    blueprint.racks.push(Rack {
        name: "rack".into(),
        stamp: StampId(1),
    });
    blueprint.stamps[1].enclosure = Some(EnclosureId(0));
    for place in [Place::Enclosure(EnclosureId(0)), Place::Rack(RackId(0))] {
        blueprint.sources.clear();
        away(&mut blueprint, Component::Enclosure(EnclosureId(0)), 10, 20);
        witness(&mut blueprint, place);
        assert_eq!(
            stretches(&blueprint),
            [(10 * HOURS, 10 * HOURS)],
            "{place:?}"
        );
        witness(&mut blueprint, Place::Site(SiteId(1)));
        assert_eq!(stretches(&blueprint), [], "hardware of its own at the site");
    }
}

/// The link between the two is cut while the first is active, then while the second is.
#[test]
fn who_goes_on_after_a_cut() {
    let mut first = pair();
    away(&mut first, LINK, 10, 20);
    let mut second = pair();
    witness(&mut second, Place::Site(THIRD));
    away(&mut second, node(0), 2, 3);
    away(&mut second, LINK, 10, 20);
    let before = (2 * HOURS, SWITCH);
    let moved = (10 * HOURS, SWITCH);
    for (place, of_first, of_second) in [
        (Place::Site(SiteId(0)), vec![], vec![before, moved]),
        (Place::Site(SiteId(1)), vec![moved], vec![before]),
        (Place::Site(THIRD), vec![], vec![before]),
    ] {
        witness(&mut first, place);
        assert_eq!(stretches(&first), of_first, "{place:?}");
        witness(&mut second, place);
        assert_eq!(stretches(&second), of_second, "{place:?}");
        assert_eq!(switches_of(&second).splits, 1);
        assert_eq!(switches_of(&second).majority_losses, 0);
    }
    // Without a witness the first goes on; the second would never have become active.
    first.protections.high_availabilities[0].witness = None;
    assert_eq!(stretches(&first), []);
    // The site of the active one cut off from everything: the other goes on with the witness.
    away(&mut second, Component::Link(LinkId(2)), 10, 15);
    assert_eq!(stretches(&second), [before, moved]);
    assert_eq!(outages(&second)[1].path(), Some(Path::Switch));
    assert_eq!(outages(&second)[1].class, Class::Link);
    assert!(!outages(&second)[1].at_risk(), "no VM stopped");
}

/// One that is isolated neither serves nor takes over; after the cut it does again.
#[test]
fn the_other_side_only_runs() {
    let mut blueprint = pair();
    witness(&mut blueprint, Place::Site(SiteId(0)));
    away(&mut blueprint, LINK, 10, 20);
    away(&mut blueprint, node(0), 12, 13);
    away(&mut blueprint, node(0), 30, 31);
    let found = outages(&blueprint);
    let recovery = |index: usize| found[index].recovery().expect("recovers") / SECOND;
    assert_eq!((found.len(), recovery(0), recovery(1)), (2, HOURS, SWITCH));
    // The cut bears on the first of them.
    assert_eq!(found[0].contributor_count, 1);
    // All that serve side by side and have no state do not care.
    let mut blueprint = spread(2, false, false);
    blueprint.roles[0].required = 2;
    away(&mut blueprint, LINK, 10, 20);
    assert_eq!(stretches(&blueprint), []);
    assert_eq!(switches_of(&blueprint).splits, 0);
    // With state the first goes on and the other waits for the link and its probe.
    blueprint.roles[0].stateful = true;
    assert_eq!(stretches(&blueprint), [(10 * HOURS, 10 * HOURS + 15)]);
    let found = &outages(&blueprint)[0];
    assert_eq!(found.binding, Resource::Majority(RoleId(0)));
    blueprint.roles[0].required = 1;
    assert_eq!(stretches(&blueprint), []);
}

/// While what takes over for a link is up, the link is not cut.
#[test]
fn a_fallback_keeps_them_together() {
    let mut blueprint = pair();
    witness(&mut blueprint, Place::Site(SiteId(1)));
    blueprint.links[0].fallback = Some(LinkId(1));
    away(&mut blueprint, LINK, 10, 20);
    assert_eq!(stretches(&blueprint), []);
    away(&mut blueprint, Component::Link(LinkId(1)), 12, 30);
    assert_eq!(stretches(&blueprint), [(12 * HOURS, SWITCH)]);
}

/// Three sites in a ring: one cut leaves them together, two cut one off. The larger side goes on, also
/// where no majority is needed.
#[test]
fn the_larger_side_goes_on() {
    for stateful in [true, false] {
        let mut blueprint = spread(3, true, stateful);
        away(&mut blueprint, Component::Link(LinkId(0)), 10, 20);
        assert_eq!(stretches(&blueprint), [], "{stateful}");
        away(&mut blueprint, Component::Link(LinkId(2)), 12, 15);
        assert_eq!(stretches(&blueprint), [(12 * HOURS, SWITCH)], "{stateful}");
        // The two that went on fail at once: with state the one cut off stands still.
        away(&mut blueprint, node(1), 13, 14);
        away(&mut blueprint, node(2), 13, 14);
        let second = if stateful { HOURS } else { SWITCH };
        let expected = [(12 * HOURS, SWITCH), (13 * HOURS, second)];
        assert_eq!(stretches(&blueprint), expected, "{stateful}");
    }
}
