//! `waive`: a finding that is accepted, with a reason and a last day.

use crate::{Field, Group, Kind, Naming, Type, shared};

pub(super) fn kind() -> Kind {
    Kind::core("waive", Group::User, "Accepts a finding, with a reason and until a day.")
        .doc(
            "The finding there becomes a note; one above `level` stands. Findings on syntax, names, types, plan and apply can't be waived.",
        )
        .naming(Naming::None)
        .lowers_to("Nothing; reports list it.")
        .field(shared::tenant("The tenant in which `on` is looked up."))
        .field(Field::new("code", Type::RuleName, "The finding's code, or the name of its rule or policy.").nth(0).required())
        .field(Field::new("on", Type::DeclAddress, "A declaration that the finding labels.").required())
        .field(Field::new("until", Type::Date, "Its last day.").required())
        .field(Field::new("reason", Type::Text, "Why it is right for now.").required())
        .field(Field::new("level", Type::words(&["warning", "error"]), "The highest severity that it hides.").default(r#""warning""#))
}
