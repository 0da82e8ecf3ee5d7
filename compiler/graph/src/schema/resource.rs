//! What a provider says about one type of resource.

use smol_str::SmolStr;

/// The schema of a type of resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceSchema {
    /// The type: `aws_vpc`.
    pub name: SmolStr,
    /// Its attributes and blocks.
    pub block: Block,
    /// Where the knowledge about replacement is from: the function of the provider's source, at a version. `None` where there is none.
    pub replacement_source: Option<SmolStr>,
}

/// Attributes and nested blocks, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The attributes.
    pub attributes: Vec<Attribute>,
    /// The blocks in it.
    pub blocks: Vec<NestedBlock>,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: SmolStr,
    /// Its type.
    pub ty: AttributeType,
    /// Whether it must be set.
    pub required: bool,
    /// Whether it may be set.
    pub optional: bool,
    /// Whether the provider fills it in.
    pub computed: bool,
    /// Whether Terraform hides its value.
    pub sensitive: bool,
    /// Whether its value is sent and never stored.
    pub write_only: bool,
    /// Whether the provider calls it deprecated.
    pub deprecated: bool,
    /// Whether a change replaces the resource.
    pub replaces: Replaces,
}

impl Attribute {
    /// Whether only the provider sets it: computed, neither required nor optional.
    pub const fn is_read_only(&self) -> bool {
        self.computed && !self.required && !self.optional
    }
}

/// A block within a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedBlock {
    /// Its name.
    pub name: SmolStr,
    /// How many there can be and how they are told apart.
    pub nesting: Nesting,
    /// Fewest.
    pub min: u32,
    /// Most; `None` without limit.
    pub max: Option<u32>,
    /// What is in each.
    pub block: Block,
    /// Whether adding or removing one replaces the resource.
    pub replaces: Replaces,
}

impl NestedBlock {
    /// Whether there can be only one, so that it reads as a group of fields instead of a list.
    pub fn is_single(&self) -> bool {
        self.nesting == Nesting::Single || self.max == Some(1)
    }
}

/// How nested blocks are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// There is at most one.
    Single,
    /// By position.
    List,
    /// By content.
    Set,
    /// By a label.
    Map,
}

/// The type of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeType {
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// Anything.
    Any,
    /// A list.
    List(Box<AttributeType>),
    /// A set.
    Set(Box<AttributeType>),
    /// A map by text.
    Map(Box<AttributeType>),
    /// Named values.
    Object(Vec<(SmolStr, AttributeType)>),
}

/// Whether a change of a value destroys the resource and makes it anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replaces {
    /// It does.
    Yes,
    /// It is changed in place.
    No,
    /// It depends; the text says on what.
    Conditional(SmolStr),
    /// Not known.
    Unknown,
}

impl ResourceSchema {
    /// The attribute at a dotted path; indexes are passed over: `scaling_config.0.min_size`, `vpc_config.subnet_ids`.
    pub fn attribute(&self, path: &str) -> Option<&Attribute> {
        let mut steps = steps(path).peekable();
        let mut block = &self.block;
        while let Some(step) = steps.next() {
            match block.nested(step) {
                Some(nested) => block = &nested.block,
                // What lies below an attribute is inside its value.
                None => return block.attribute(step).filter(|attribute| steps.peek().is_none() || attribute.ty.has_members()),
            }
        }
        None
    }

    /// The block at a dotted path.
    pub fn nested(&self, path: &str) -> Option<&NestedBlock> {
        let mut block = &self.block;
        let mut found = None;
        for step in steps(path) {
            let nested = block.nested(step)?;
            block = &nested.block;
            found = Some(nested);
        }
        found
    }

    /// Whether a block lies at a dotted path.
    pub fn is_block(&self, path: &str) -> bool {
        self.nested(path).is_some()
    }

    /// Whether a change at a dotted path replaces the resource; of a block, whether adding or removing it does.
    pub fn replaces(&self, path: &str) -> &Replaces {
        let of_block = || self.nested(path).map(|nested| &nested.replaces);
        self.attribute(path).map(|attribute| &attribute.replaces).or_else(of_block).unwrap_or(&Replaces::Unknown)
    }
}

impl Block {
    /// The attribute of a name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.binary_search_by(|attribute| attribute.name.as_str().cmp(name)).ok().and_then(|at| self.attributes.get(at))
    }

    /// The nested block of a name.
    pub fn nested(&self, name: &str) -> Option<&NestedBlock> {
        self.blocks.binary_search_by(|block| block.name.as_str().cmp(name)).ok().and_then(|at| self.blocks.get(at))
    }

    /// The names of all attributes and blocks, for suggestions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|attribute| attribute.name.as_str()).chain(self.blocks.iter().map(|block| block.name.as_str()))
    }
}

impl AttributeType {
    const fn has_members(&self) -> bool {
        matches!(self, Self::List(_) | Self::Set(_) | Self::Map(_) | Self::Object(_) | Self::Any)
    }
}

/// The names of a dotted path, without indexes.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split('.').filter(|step| !step.is_empty() && !step.bytes().all(|byte| byte.is_ascii_digit()))
}
