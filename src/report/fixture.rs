//! A scenario with made-up records, and what a run tells of them, so that reports can be tested without a
//! simulation.
//!
//! Always true here: only tests see it; records are plausible, figures are those of `study`.

mod outcome;
mod protection;
mod record;

pub(crate) use outcome::{Records, empty_outcome, outcome, records, rows};
pub(crate) use protection::{protected, protected_outcome, protected_records};

use crate::model::advice::PlaceAdvice;
use crate::model::*;
use crate::random::Law;
use crate::units::{Bytes, DAY, HOUR, MINUTE, Rate, Share, Span, WEEK, YEAR};

/// Defaults as the real table states them, for tests of the pages that list them.
const KNOWN: &[DefaultValue] = &[
    DefaultValue {
        value: "60",
        source: "Azure Stack Hub documentation, capacity planning: compute",
        status: Status::Read,
    },
    DefaultValue {
        value: "5 %",
        source: "No source found: a guess, take the figure from your job reports",
        status: Status::Assumed,
    },
    DefaultValue {
        value: "5 s to 20 s",
        source: "Quoted in a conference talk on failover clusters",
        status: Status::SecondHand,
    },
];

fn objective(limit: Span) -> Objective {
    Objective {
        limit,
        target: Share(0.95),
    }
}

/// Names of as many applications as asked for, sorted; from the fourth on made up.
fn names(count: usize) -> Vec<String> {
    let mut names: Vec<String> = vec!["build".into(), "erp".into(), "files".into()];
    for number in names.len()..count {
        names.push(match number % 4 {
            0 => format!("plant-historian-{number:02}"),
            1 => format!("warehouse-management-and-logistics-control-system-{number:02}"),
            2 => format!("mail-{number:02}"),
            _ => format!("dispatch-{number:02}"),
        });
    }
    names.truncate(count);
    names.sort();
    names
}

/// The blueprint: one site, one stamp of eight nodes, one repository, this many applications.
pub(crate) fn blueprint(applications: usize) -> Blueprint {
    named_blueprint(&names(applications))
}

/// The same with given names of applications, which must be sorted.
pub(crate) fn named_blueprint(names: &[String]) -> Blueprint {
    let mut made = bare_blueprint();
    for (index, name) in names.iter().enumerate() {
        add_application(&mut made, index, name);
    }
    made.sources = sources(names.iter().position(|name| name == "erp").unwrap_or(0));
    made.drills = vec![Drill {
        name: "lose-stamp".into(),
        source: SourceId(1),
        time: DrillTime::Any,
        trials: 200,
    }];
    made
}

fn bare_blueprint() -> Blueprint {
    Blueprint {
        run: Run {
            name: "mine-north".into(),
            description: "One container at the north mine with its depot.".into(),
            seed: 7,
            trials: Trials::Fixed(400),
            horizon: Span(YEAR),
            build_up: Span(2 * WEEK),
            settle: Span(12 * DAY),
            drain: Span(YEAR),
            stays_recovered: Span(5 * MINUTE),
            level: Share(0.95),
            roam: Span::ZERO,
            restores_first: true,
        },
        sites: vec![Site {
            name: "mine".into(),
        }],
        enclosures: vec![],
        stamps: vec![stamp()],
        racks: vec![],
        nodes: (1..=8)
            .map(|number| Node {
                stamp: StampId(0),
                number,
                rack: None,
            })
            .collect(),
        links: vec![],
        repositories: vec![Repository {
            name: "vault".into(),
            at: Place::Site(SiteId(0)),
            site: SiteId(0),
            capacity: Bytes(120 << 40),
            write: Rate(125_000_000),
            read: Rate(125_000_000),
            slots: 8,
            immutable: None,
        }],
        crews: vec![Crew {
            name: "onsite".into(),
            people: 2,
            hours: Hours::Always,
            answers_in: Law::Constant(45.0 * 60_000.0),
        }],
        applications: vec![],
        roles: vec![],
        vms: vec![],
        sets: 1,
        backups: vec![backup()],
        replications: vec![],
        groups: vec![],
        standbys: vec![],
        high_availabilities: vec![],
        redeploys: vec![Redeploy {
            name: "template".into(),
            detect: Law::Constant(0.0),
            decide: Law::Constant(600_000.0),
            takes: Law::Constant(2_400_000.0),
            needs_control_plane: true,
            template: None,
            to: vec![],
        }],
        sources: vec![],
        drills: vec![],
        trace: None,
        assumptions: vec![
            Assumption {
                key: "stamp.alpha.vms_per_node".into(),
                value: "60".into(),
                default: &KNOWN[0],
            },
            Assumption {
                key: "protection.gold.backup.job_failure".into(),
                value: "5 %".into(),
                default: &KNOWN[1],
            },
            Assumption {
                key: "stamp.alpha.detection".into(),
                value: "uniform from 5 s to 20 s".into(),
                default: &KNOWN[2],
            },
        ],
        lints: vec![Lint {
            advice: PlaceAdvice::UnusedRepository {
                repository: "vault".into(),
            }
            .into(),
            line: 31,
        }],
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
    }
}

fn stamp() -> Stamp {
    Stamp {
        name: "alpha".into(),
        site: SiteId(0),
        enclosure: None,
        nodes: 0..8,
        node_memory: Bytes::gib(768),
        reserve: Reserve::AzureStackHub {
            host_os: Share(0.15),
        },
        vms_per_node: 60,
        vms_per_stamp: 700,
        uplink: Rate(625_000_000),
        disk_rate: Rate(145_000_000),
        storage: None,
        switches: 0..0,
        shed_tiers: Vec::new(),
        quota_change: None,
        start: Law::Constant(7_200_000.0),
        detection: Law::Uniform {
            low: 5_000.0,
            high: 20_000.0,
        },
        isolation_share: Share(0.3),
        isolation: Span::seconds(240),
        cluster_restart: Batch {
            count: 20,
            every: Span::seconds(30),
        },
        manager_start: Batch {
            count: 30,
            every: Span::minutes(5),
        },
        quorum: Quorum::Dynamic,
        running_vm_snapshot: true,
    }
}

fn backup() -> Backup {
    Backup {
        name: "gold".into(),
        method: BackupMethod::Agent,
        scope: BackupScope::Vm,
        chain: ChainKind::Incremental,
        every: Span::hours(24),
        full_every: Span::days(7),
        phase: Span::hours(20),
        window: Some(Window {
            start: 20 * HOUR,
            end: 6 * HOUR,
        }),
        stagger: Span::ZERO,
        to: RepositoryId(0),
        copy_to: None,
        keep: Retention::Age(Span::days(14)),
        reduction: 2.0,
        job_failure: Share(0.05),
        stickiness: Share(0.6),
        retries: 2,
        retry_after: Span::minutes(10),
        bad_point: Share(0.02),
        detect: Law::Constant(600_000.0),
        decide: Law::Constant(1_800_000.0),
        decided_by: Some(CrewId(0)),
        provision: Law::Constant(1_200_000.0),
        restore_to: vec![],
    }
}

/// Every third application is stateless and redeployed, one of them expendable; the others have a
/// database with a backup and a scale set of web servers that is backed up needlessly.
fn add_application(made: &mut Blueprint, index: usize, name: &str) {
    let id = ApplicationId::from_index(index);
    let stateless = index.is_multiple_of(3);
    let (first_role, first_vm) = (made.roles.len() as u32, made.vms.len() as u32);
    let (role_name, backed) = if stateless {
        ("agent", None)
    } else {
        ("sql", Some(BackupId(0)))
    };
    add_role(made, id, role_name, 2, !stateless, backed, None);
    if !stateless {
        add_role(made, id, "web", 3, false, backed, Some(SetId(0)));
    }
    let judged = |limit: Span| Objectives {
        default: (!stateless).then(|| objective(limit)),
        // Of a class that cannot strike here nothing is ever seen.
        by_class: match stateless {
            true => vec![],
            false => vec![(Class::Rack, objective(limit))],
        },
    };
    made.applications.push(Application {
        name: name.into(),
        owner: if index == 1 {
            "finance".into()
        } else {
            String::new()
        },
        tier: 1 + (index % 3) as u8,
        roles: first_role..made.roles.len() as u32,
        vms: first_vm..made.vms.len() as u32,
        needs: vec![],
        start_order: index as u32,
        rto: judged(Span::hours(4)),
        rpo: judged(Span::hours(24)),
        availability: None,
        expendable: index == 0,
    });
}

fn add_role(
    made: &mut Blueprint,
    application: ApplicationId,
    name: &str,
    count: u32,
    stateful: bool,
    backup: Option<BackupId>,
    set: Option<SetId>,
) {
    let first = made.vms.len() as u32;
    let role = RoleId::from_index(made.roles.len());
    for number in 1..=count {
        made.vms.push(Vm {
            name: format!("{}/{name}/{number}", application.0),
            role,
            application,
            stamp: StampId(0),
            size: "DS3_v2".into(),
            memory: Bytes::gib(14),
            disks: 2,
            used: Bytes(1 << 40),
            churn: 900_000.0,
            set,
            set_kind: set.map_or(SetKind::Single, |_| SetKind::ScaleSet),
            backup,
            backup_order: first + number - 1,
            redeploy: backup.is_none().then_some(RedeployId(0)),
            replication: None,
            growth: 0.0,
        });
    }
    made.roles.push(Role {
        name: name.into(),
        application,
        vms: first..made.vms.len() as u32,
        required: count.min(2),
        stateful,
        boot: Law::Constant(120_000.0),
        validate: Law::Constant(300_000.0),
        high_availability: None,
        one_active: false,
    });
}

fn sources(victim: usize) -> Vec<Source> {
    let make = |label: &str, target: Component, arrival: Arrival, effect: Effect| Source {
        label: label.into(),
        stream: format!("{label}/0"),
        target,
        class: Class::of(target),
        arrival,
        effect,
        restoration: Restoration {
            by_itself: false,
            detect: Law::Constant(600_000.0),
            crew: Some(CrewId(0)),
            repair: Law::Constant(8.0 * 3_600_000.0),
        },
    };
    let life = |hours: f64| Arrival::Renewal {
        life: Law::Exponential {
            mean: hours * 3_600_000.0,
        },
    };
    let stops = |share: f64| Effect::Stops {
        destroys: Share(share),
    };
    vec![
        make(
            "hardware",
            Component::Node(NodeId(0)),
            life(8_760.0),
            stops(0.0),
        ),
        make(
            "lose-stamp",
            Component::Stamp(StampId(0)),
            Arrival::Drill(DrillId(0)),
            stops(1.0),
        ),
        make(
            "power",
            Component::Site(SiteId(0)),
            life(17_520.0),
            stops(0.0),
        ),
        make(
            "update",
            Component::Stamp(StampId(0)),
            life(35_040.0),
            stops(0.05),
        ),
        make(
            "bad-release",
            Component::Application(ApplicationId::from_index(victim)),
            life(8_760.0),
            Effect::Logical {
                kind: LogicalKind::Release,
                noticed: Law::Constant(0.0),
            },
        ),
    ]
}
