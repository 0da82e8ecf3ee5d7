//! The text in which the standard library keeps schemas.
//!
//! A type starts at a line without indent, `aws_vpc` and behind a tab the source of its replacement knowledge. Each line below is an attribute or a
//! block, indented by one blank for each level, its columns parted by tabs:
//!
//!     name  flags  type  replaces          an attribute: flags of r o c s w d, type like `s`, `l(s)`, `o{a:s,b:n}`
//!     name  {mode  min,max  replaces       a block: mode 1, l, s or m; what is in it follows, one level deeper
//!
//! Types are s (text), n (number), b (bool), a (any), l(…), t(…) for sets, m(…) and o{…}. Replaces is Y, N, empty for unknown,
//! or C and the condition.

use smol_str::SmolStr;

use super::resource::{Attribute, AttributeType, Block, NestedBlock, Nesting, Replaces, ResourceSchema};

/// Reads the text of one type; `None` for a text of another form.
pub fn parse(text: &str) -> Option<ResourceSchema> {
    let mut lines = text.lines();
    let (name, source) = columns(lines.next()?);
    // Blocks that are open, the outermost first; each line belongs to the one at its depth.
    let mut open: Vec<NestedBlock> = vec![nested_block("", Nesting::Single, 0, Some(1), Replaces::No)];
    for line in lines {
        let bare = line.trim_start_matches(' ');
        let depth = line.len() - bare.len();
        while open.len() > depth {
            close(&mut open)?;
        }
        let mut parts = bare.split('\t');
        let (name, flags, ty) = (parts.next()?, parts.next()?, parts.next()?);
        let replaces = replaces(parts.next().unwrap_or_default());
        match flags.strip_prefix('{') {
            Some(mode) => {
                let (min, max) = ty.split_once(',')?;
                open.push(nested_block(name, nesting(mode)?, min.parse().ok()?, max.parse().ok().filter(|max| *max > 0), replaces));
            }
            None => open.last_mut()?.block.attributes.push(attribute(name, flags, ty, replaces)?),
        }
    }
    while open.len() > 1 {
        close(&mut open)?;
    }
    Some(ResourceSchema { name: SmolStr::new(name), block: open.pop()?.block, replacement_source: source.map(SmolStr::new) })
}

fn columns(line: &str) -> (&str, Option<&str>) {
    line.split_once('\t').map_or((line, None), |(name, source)| (name, Some(source)))
}

fn close(open: &mut Vec<NestedBlock>) -> Option<()> {
    let inner = open.pop()?;
    open.last_mut()?.block.blocks.push(inner);
    Some(())
}

fn nested_block(name: &str, nesting: Nesting, min: u32, max: Option<u32>, replaces: Replaces) -> NestedBlock {
    NestedBlock { name: SmolStr::new(name), nesting, min, max, block: Block::default(), replaces }
}

fn attribute(name: &str, flags: &str, ty: &str, replaces: Replaces) -> Option<Attribute> {
    let (ty, rest) = attribute_type(ty)?;
    rest.is_empty().then_some(())?;
    Some(Attribute {
        name: SmolStr::new(name),
        ty,
        required: flags.contains('r'),
        optional: flags.contains('o'),
        computed: flags.contains('c'),
        sensitive: flags.contains('s'),
        write_only: flags.contains('w'),
        deprecated: flags.contains('d'),
        replaces,
    })
}

fn nesting(mode: &str) -> Option<Nesting> {
    Some(match mode {
        "1" => Nesting::Single,
        "l" => Nesting::List,
        "s" => Nesting::Set,
        "m" => Nesting::Map,
        _ => return None,
    })
}

fn replaces(text: &str) -> Replaces {
    match text {
        "Y" => Replaces::Yes,
        "N" => Replaces::No,
        _ => text.strip_prefix('C').map_or(Replaces::Unknown, |condition| Replaces::Conditional(SmolStr::new(condition))),
    }
}

/// The type at the start of a text, and what follows. It recurses as deep as embedded types nest.
fn attribute_type(text: &str) -> Option<(AttributeType, &str)> {
    let mut chars = text.chars();
    let kind = chars.next()?;
    let rest = chars.as_str();
    let inner = |wrap: fn(Box<AttributeType>) -> AttributeType| {
        let (ty, rest) = attribute_type(rest.strip_prefix('(')?)?;
        Some((wrap(Box::new(ty)), rest.strip_prefix(')')?))
    };
    match kind {
        's' => Some((AttributeType::Text, rest)),
        'n' => Some((AttributeType::Number, rest)),
        'b' => Some((AttributeType::Bool, rest)),
        'a' => Some((AttributeType::Any, rest)),
        'l' => inner(AttributeType::List),
        't' => inner(AttributeType::Set),
        'm' => inner(AttributeType::Map),
        'o' => object(rest.strip_prefix('{')?),
        _ => None,
    }
}

fn object(mut text: &str) -> Option<(AttributeType, &str)> {
    let mut members = Vec::new();
    loop {
        if let Some(rest) = text.strip_prefix('}') {
            return Some((AttributeType::Object(members), rest));
        }
        let (name, after) = text.split_once(':')?;
        let (ty, rest) = attribute_type(after)?;
        members.push((SmolStr::new(name), ty));
        text = rest.strip_prefix(',').unwrap_or(rest);
    }
}
