//! One kind of declaration: what it is called, how it is named, what fields it has.

use smol_str::SmolStr;

use crate::{Field, Requirement, Type, field};

/// The word by which references mean any component.
pub(crate) const COMPONENT: &str = "component";

/// A kind of declaration: of the core, of a component, or a user's own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kind {
    /// The word that a declaration starts with.
    pub name: SmolStr,
    /// Its chapter in the book.
    pub group: Group,
    /// Who defines it.
    pub origin: KindOrigin,
    /// One line.
    pub summary: SmolStr,
    /// A paragraph or several, in Markdown.
    pub doc: SmolStr,
    /// How its declarations get their names.
    pub naming: Naming,
    /// Which argument the name is, from 0: 1 for `resource`, whose TYPE comes first, else 0.
    pub name_at: u8,
    /// Kinds of one name space can't have two declarations of one name: `pool`, `workload`, else the kind's own name.
    pub name_space: SmolStr,
    /// Where a declaration may stand.
    pub place: Place,
    /// The fields, in the order of the documentation.
    pub fields: Vec<Field>,
    /// Values that expressions can read besides the fields.
    pub read_only: Vec<ReadOnly>,
    /// What must be there depending on other fields.
    pub requires: Vec<Requirement>,
    /// What it lowers to, in words.
    pub lowers_to: SmolStr,
}

/// Chapters of the book's reference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// param, let, for, …
    Building,
    /// platform, target, network, cluster, pools.
    Place,
    /// bucket, database, cache, …
    Store,
    /// resource, patch, import, moved, removed.
    WayOut,
    /// tenant, grant, policy, waive.
    User,
    /// model-service, training, pipeline, dataset.
    Work,
    /// slo.
    Promise,
    /// One kind a component.
    Component,
    /// test and its children.
    Test,
    /// A user's own.
    Define,
}

/// Who defines a kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KindOrigin {
    /// mlpc itself.
    Core,
    /// A component of the standard library or of the user's overlay.
    Component {
        /// Its folder.
        folder: SmolStr,
    },
    /// A `define` of the user.
    Define {
        /// The file in which it stands.
        file: SmolStr,
    },
}

/// How a declaration gets its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Naming {
    /// It must be written.
    Required,
    /// It may be written: `platform`, else the folder's name.
    Optional,
    /// It follows from other fields: a component's from its cluster (and may be written), an `slo`'s from what it is of.
    Derived(DerivedName),
    /// Its declarations have none.
    None,
}

/// Where a derived name comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DerivedName {
    /// The cluster's name, unless one is written.
    Cluster,
    /// `<of>-<sli>`; of a component `<kind>-<of>-<sli>`. Never written.
    Slo,
}

/// Where a declaration or construct may stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// At the top level, and in each kind that one of its context fields refers to.
    Anywhere,
    /// At the top level only.
    TopLevel,
    /// At the top level of a test's file only.
    TestFile,
    /// Wherever a declaration or a field can stand: `when`, `for`, `let`.
    Construct,
}

/// A value that expressions can read besides the fields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadOnly {
    /// Its name after the dot.
    pub name: SmolStr,
    /// One sentence.
    pub doc: SmolStr,
    /// Its type.
    pub ty: Type,
    /// Whether it is known only after apply.
    pub deferred: bool,
    /// Whether it is a secret.
    pub secret: bool,
}

impl ReadOnly {
    /// A value known at compile time.
    pub fn known(name: &str, ty: Type, doc: &str) -> Self {
        Self { name: name.into(), doc: doc.into(), ty, deferred: false, secret: false }
    }

    /// A value known after apply.
    pub fn deferred(name: &str, ty: Type, doc: &str) -> Self {
        Self { deferred: true, ..Self::known(name, ty, doc) }
    }

    /// A secret: never known.
    pub fn secret(name: &str, doc: &str) -> Self {
        Self { secret: true, ..Self::deferred(name, Type::Text, doc) }
    }
}

impl Kind {
    /// A core kind whose declarations must be named, without fields. `name` and `address` can be read of all kinds with names.
    pub fn core(name: &str, group: Group, summary: &str) -> Self {
        Self {
            name: name.into(),
            group,
            origin: KindOrigin::Core,
            summary: summary.into(),
            doc: SmolStr::default(),
            naming: Naming::Required,
            name_at: 0,
            name_space: name.into(),
            place: Place::Anywhere,
            fields: Vec::new(),
            read_only: vec![
                ReadOnly::known("name", Type::Text, "Its name."),
                ReadOnly::known("address", Type::Text, "Its address, as plans and findings write it."),
            ],
            requires: Vec::new(),
            lowers_to: SmolStr::default(),
        }
    }

    /// A component's kind: named for its cluster, with the fields that all components share.
    pub fn component(folder: &str, summary: &str) -> Self {
        Self {
            origin: KindOrigin::Component { folder: folder.into() },
            naming: Naming::Derived(DerivedName::Cluster),
            ..Self::core(folder, Group::Component, summary)
        }
        .fields(crate::component_fields())
        .reads(crate::shared::component_read_only())
    }

    /// A user's `define`: its fields are its params, and it has no declarations of its own to read.
    pub fn define(name: &str, file: &str, summary: &str) -> Self {
        let core = Self::core(name, Group::Define, summary);
        Self { origin: KindOrigin::Define { file: file.into() }, read_only: Vec::new(), ..core }
    }

    /// Sets the long documentation.
    pub fn doc(self, doc: &str) -> Self {
        Self { doc: doc.into(), ..self }
    }

    /// Sets what it lowers to.
    pub fn lowers_to(self, words: &str) -> Self {
        Self { lowers_to: words.into(), ..self }
    }

    /// Sets how its declarations are named; kinds without names have no `name` and `address` to read.
    pub fn naming(mut self, naming: Naming) -> Self {
        self.naming = naming;
        if naming == Naming::None {
            self.read_only.clear();
        }
        self
    }

    /// Sets the name space that it shares with other kinds.
    pub fn name_space(self, name: &str) -> Self {
        Self { name_space: name.into(), ..self }
    }

    /// Sets where it may stand.
    pub fn place(self, place: Place) -> Self {
        Self { place, ..self }
    }

    /// Adds a field.
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// Adds fields.
    pub fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// Adds a value to read.
    pub fn read(mut self, value: ReadOnly) -> Self {
        self.read_only.push(value);
        self
    }

    /// Adds values to read.
    pub fn reads(mut self, values: impl IntoIterator<Item = ReadOnly>) -> Self {
        self.read_only.extend(values);
        self
    }

    /// Adds a requirement.
    pub fn requires(mut self, requirement: Requirement) -> Self {
        self.requires.push(requirement);
        self
    }

    /// The field of this name.
    pub fn get(&self, name: &str) -> Option<&Field> {
        field::find(&self.fields, name)
    }

    /// The value of this name that expressions can read besides the fields.
    pub fn get_read_only(&self, name: &str) -> Option<&ReadOnly> {
        self.read_only.iter().find(|value| value.name == name)
    }

    /// Fields that context fills.
    pub fn context_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.context)
    }

    /// Whether it is a component's kind.
    pub fn is_component(&self) -> bool {
        matches!(self.origin, KindOrigin::Component { .. })
    }

    /// Whether a reference to `name` may mean it: its own name, or `component` for a component's kind.
    pub fn answers_to(&self, name: &str) -> bool {
        self.name == name || (name == COMPONENT && self.is_component())
    }

    /// Whether its declarations can belong to a tenant, and then are named within it.
    pub fn has_tenant(&self) -> bool {
        self.get("tenant").is_some_and(|field| field.context)
    }

    /// The context field through which a declaration of it may stand inside one of `parent`.
    pub fn nests_in(&self, parent: &Kind) -> Option<&Field> {
        if self.place != Place::Anywhere {
            return None;
        }
        self.context_fields().find(|field| field.ty.refers_to(parent))
    }

    /// The field that takes the children block as a whole, for kinds whose body is a tree.
    pub fn block_field(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.position == Some(crate::Position::Block))
    }
}
