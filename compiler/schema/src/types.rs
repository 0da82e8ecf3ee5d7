//! The types of fields: how a text or number written in a spec is to be read.

use std::fmt;

use mlpc_units::Dimension;
use smol_str::SmolStr;

use crate::{Field, Kind};

/// The type of a field, a parameter, a list's element or a map's entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    /// `#true` or `#false`.
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// An exact number.
    Number,
    /// Any text.
    Text,
    /// An exact quantity: `"64Gi"`, `"500m"`.
    Quantity(Dimension),
    /// A length of time: `"30d"`.
    Duration,
    /// A share, always with its sign: `"99.9%"`.
    Ratio,
    /// A count or size per time: `"200/s"`.
    Rate,
    /// An amount in one currency, once or per time: `"42000 USD/month"`.
    Money,
    /// A day: `"2027-03-31"`.
    Date,
    /// A dotted version, always quoted: `"1.35"`.
    Version,
    /// A range of versions: `">=0.1"`.
    VersionRange,
    /// A block of addresses: `"10.40.0.0/16"`.
    Cidr,
    /// One address.
    Ip,
    /// A mail address.
    Email,
    /// A URL with its scheme.
    Url,
    /// A container image.
    Image,
    /// Five fields of cron.
    Cron,
    /// An Amazon resource name.
    Arn,
    /// A path below the platform's directory.
    Path,
    /// `group:…`, `user:…`, `service:…` or an ARN.
    Principal,
    /// An accelerator of the catalog.
    Accelerator,
    /// A model of the catalog, or `hf:org/name`.
    Model,
    /// A region of the target's cloud.
    Region,
    /// A zone of the target's region.
    Zone,
    /// A machine type of the target's cloud.
    Machine,
    /// A PromQL selector.
    PromQl,
    /// A diagnostic's code, or the name of a rule or policy.
    RuleName,
    /// The address of a declaration of the spec, shortened like a reference.
    DeclAddress,
    /// The address of a lowered resource, `TYPE.NAME`.
    ResourceAddress,
    /// The name of a declaration of one of these kinds. `"component"` stands for every component's kind.
    Ref(Vec<SmolStr>),
    /// One of these words.
    Enum(Vec<SmolStr>),
    /// Several values of one type.
    List(Box<Type>),
    /// Entries with keys of the user's choice.
    Map(Box<Type>),
    /// The first of these types that fits.
    Union(Vec<Type>),
    /// A group with fields of its own.
    Group(Vec<Field>),
    /// Any keys to any depth; a chart's or provider's schema types it.
    Tree,
    /// An entry of a workload's environment: text, a secret, or a deferred value.
    EnvValue,
    /// A value that something else types: a param's default by its `type`, a `let` by its expression.
    Any,
}

impl Type {
    /// A reference to one of `kinds`.
    pub fn refs(kinds: &[&str]) -> Self {
        Self::Ref(kinds.iter().map(SmolStr::new).collect())
    }

    /// One of `words`.
    pub fn words(words: &[&str]) -> Self {
        Self::Enum(words.iter().map(SmolStr::new).collect())
    }

    /// A list of `element`.
    pub fn list(element: Self) -> Self {
        Self::List(Box::new(element))
    }

    /// A map whose entries are `entry`.
    pub fn map(entry: Self) -> Self {
        Self::Map(Box::new(entry))
    }

    /// The fields of a group; of any other type none.
    pub fn group_fields(&self) -> &[Field] {
        match self {
            Self::Group(fields) => fields,
            _ => &[],
        }
    }

    /// The words of an enum, also of one inside a list or union; of any other type none.
    pub fn choices(&self) -> Vec<&SmolStr> {
        match self {
            Self::Enum(words) => words.iter().collect(),
            Self::List(element) => element.choices(),
            Self::Union(types) => types.iter().flat_map(Self::choices).collect(),
            _ => Vec::new(),
        }
    }

    /// The names of the kinds that a value may refer to, also inside a list, map or union. May hold `"component"`.
    pub fn ref_kinds(&self) -> Vec<&SmolStr> {
        match self {
            Self::Ref(kinds) => kinds.iter().collect(),
            Self::List(inner) | Self::Map(inner) => inner.ref_kinds(),
            Self::Union(types) => types.iter().flat_map(Self::ref_kinds).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a value of this type may name a declaration of `kind`.
    pub fn refers_to(&self, kind: &Kind) -> bool {
        self.ref_kinds().into_iter().any(|name| kind.answers_to(name))
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Number => "number",
            Self::Text => "text",
            Self::Quantity(Dimension::Bytes) => "quantity of bytes",
            Self::Quantity(Dimension::Count) => "quantity",
            Self::Duration => "duration",
            Self::Ratio => "ratio",
            Self::Rate => "rate",
            Self::Money => "money",
            Self::Date => "date",
            Self::Version => "version",
            Self::VersionRange => "range of versions",
            Self::Cidr => "cidr",
            Self::Ip => "ip",
            Self::Email => "email",
            Self::Url => "url",
            Self::Image => "image",
            Self::Cron => "cron",
            Self::Arn => "arn",
            Self::Path => "path",
            Self::Principal => "principal",
            Self::Accelerator => "accelerator",
            Self::Model => "model",
            Self::Region => "region",
            Self::Zone => "zone",
            Self::Machine => "machine",
            Self::PromQl => "PromQL selector",
            Self::RuleName => "code, rule or policy",
            Self::DeclAddress => "address of a declaration",
            Self::ResourceAddress => "address of a resource",
            Self::Group(_) => "group",
            Self::Tree => "tree",
            Self::EnvValue => "text or secret",
            Self::Any => "any",
            Self::Ref(kinds) => return write!(f, "ref({})", kinds.join(", ")),
            Self::Enum(words) => return write!(f, "{}", words.join(" | ")),
            Self::List(element) => return write!(f, "list({element})"),
            Self::Map(entry) => return write!(f, "map({entry})"),
            Self::Union(types) => {
                let names = types.iter().map(ToString::to_string).collect::<Vec<_>>();
                return f.write_str(&names.join(" or "));
            }
        };
        f.write_str(name)
    }
}
