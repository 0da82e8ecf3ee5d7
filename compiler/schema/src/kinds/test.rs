//! `test`: what a `*.test.mlp.kdl` file holds.

use crate::{Field, Group, Kind, Place, Type, shared};

pub(super) fn kind() -> Kind {
    let env = vec![Field::new("name", Type::Text, "The environment.").nth(0).required()];
    let set = vec![Field::new("params", Type::map(Type::Any), "Parameters and their values.").others()];
    let plan = vec![
        Field::new("from", Type::Text, "What it starts from: `empty`, or a git revision.").default(r#""empty""#),
        Field::new("add", Type::Int, "Resources that are added.").min("0"),
        Field::new("change", Type::Int, "Resources that are changed.").min("0"),
        Field::new("replace", Type::Int, "Resources that are replaced.").min("0"),
        Field::new("destroy", Type::Int, "Resources that are destroyed.").min("0"),
    ];
    Kind::core("test", Group::Test, "A case that `mlpc test` tries without a cloud.")
        .doc("Declarations in its body join the platform for that test. Without `expect` it must compile without errors.")
        .place(Place::TestFile)
        .field(Field::new("env", Type::Group(env), "The environment, as `--env`."))
        .field(Field::new("set", Type::Group(set), "Parameters, as `--set`."))
        .field(Field::new("expect", Type::Group(expect()), "A finding that must be there; no other error may be.").repeats())
        .field(Field::new("emits", Type::Group(emits()), "A resource that must be lowered with these attributes, others apart.").repeats())
        .field(
            Field::new("admits", Type::Group(admits()), "An amount that a tenant must be able to run on a pool, borrowed or its own.")
                .repeats(),
        )
        .field(Field::new("plan", Type::Group(plan), "Counts of a plan."))
        .field(
            Field::new("fail", Type::Group(fail()), "A fault of a simulated apply, which must end with nothing lost and nothing twice.")
                .repeats(),
        )
}

fn expect() -> Vec<Field> {
    vec![
        Field::new("code", Type::RuleName, "The finding's code, or the name of its rule or policy.").nth(0).required(),
        Field::new("on", Type::DeclAddress, "A declaration that the finding labels."),
    ]
}

fn emits() -> Vec<Field> {
    vec![
        Field::new("resource", Type::ResourceAddress, "The resource.").nth(0).required(),
        Field::new("absent", Type::Bool, "Whether it must not be there.").default("#false"),
        Field::new("attributes", Type::Tree, "Attributes that it must have.").block(),
    ]
}

fn admits() -> Vec<Field> {
    let mut group = vec![
        Field::new("tenant", Type::refs(&["tenant"]), "Who runs it.").nth(0).required(),
        Field::new("pool", Type::refs(shared::POOLS), "Where.").required(),
    ];
    group.extend(shared::amounts());
    group.extend([
        shared::profiles("Slices, by MIG profile."),
        Field::new(
            "idle",
            Type::list(Type::refs(&["tenant"])),
            "Tenants of its cohort that use nothing of the pool meanwhile; all others use what they are guaranteed.",
        ),
        Field::new("never", Type::Bool, "Whether it must not be able to.").default("#false"),
    ]);
    group
}

fn fail() -> Vec<Field> {
    vec![
        Field::new("resource", Type::ResourceAddress, "The resource whose call fails.").nth(0).required(),
        Field::new("with", Type::words(&["throttled", "denied", "timeout", "stock-out", "crash"]), "How.").required(),
        Field::new("times", Type::Int, "How often.").default("1").min("1"),
    ]
}
