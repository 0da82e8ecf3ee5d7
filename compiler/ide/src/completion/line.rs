//! The line up to the cursor, read as it stands: which node, which argument or property, how much of it is typed.

/// What is known of the line before the cursor. Offsets are in the whole text.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// Where the node of the cursor begins or would begin.
    pub(super) start: u32,
    /// The node's name, if it is written and left.
    pub(super) name: Option<&'a str>,
    /// Its first argument, if written.
    pub(super) first_argument: Option<&'a str>,
    /// Properties written before the cursor.
    pub(super) properties: Vec<&'a str>,
    /// What is being typed.
    pub(super) part: Part<'a>,
    /// Whether that stands in quotes.
    pub(super) quoted: bool,
    /// Where it begins, quotes not counted.
    pub(super) typed_start: u32,
    /// Where the word goes on behind the cursor.
    pub(super) typed_end: u32,
    /// What is typed of an expression, from behind `${` to the cursor.
    pub(super) expression: Option<&'a str>,
    /// Whether the cursor stands in a comment.
    pub(super) in_comment: bool,
}

/// What is being typed behind the name.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Part<'a> {
    /// The value of a property.
    Property(&'a str),
    /// The argument of this index, or the name of a property.
    Argument(usize),
}

/// A word of the line: `text`, `"text"`, `name=text`, `name="text"`, with `#` around raw ones.
struct Word<'a> {
    start: usize,
    property: Option<&'a str>,
    /// The value without quotes.
    value: &'a str,
    quoted: bool,
    /// Whether the line ends within it.
    open: bool,
}

impl<'a> Line<'a> {
    /// Reads the line of `offset`.
    pub(super) fn read(text: &'a str, offset: u32) -> Self {
        let before = text.get(..offset as usize).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let mut line = Self {
            start: line_start as u32,
            name: None,
            first_argument: None,
            properties: Vec::new(),
            part: Part::Argument(0),
            quoted: false,
            typed_start: offset,
            typed_end: offset,
            expression: None,
            in_comment: false,
        };
        let mut words: Vec<Word<'a>> = Vec::new();
        let mut at = line_start;
        while let Some(rest) = before.get(at..).filter(|rest| !rest.is_empty()) {
            if rest.starts_with("//") {
                line.in_comment = true;
                return line;
            }
            match rest.chars().next() {
                Some('{' | ';' | '}') => {
                    words.clear();
                    at += 1;
                    line.start = at as u32;
                }
                Some(ch) if ch.is_whitespace() => at += ch.len_utf8(),
                Some(_) => {
                    let (word, length) = word(rest, at);
                    words.push(word);
                    at += length;
                }
                None => break,
            }
        }
        line.settle(words, text, offset);
        line
    }

    fn settle(&mut self, mut words: Vec<Word<'a>>, text: &'a str, offset: u32) {
        let typed = words.pop_if(|word| word.open);
        let mut words = words.into_iter();
        self.name = words.next().map(|word| word.value);
        let mut n_arguments = 0;
        for word in words {
            match word.property {
                Some(property) => self.properties.push(property),
                None => {
                    self.first_argument = self.first_argument.or(Some(word.value));
                    n_arguments += 1;
                }
            }
        }
        self.part = Part::Argument(n_arguments);
        let Some(word) = typed else { return };
        if let Some(property) = word.property {
            self.part = Part::Property(property);
        }
        self.quoted = word.quoted;
        self.typed_start = offset - word.value.len() as u32;
        self.expression = open_expression(word.value).filter(|_| word.quoted);
        let behind = text.get(offset as usize..).unwrap_or("");
        let ends = |ch: char| {
            if word.quoted { matches!(ch, '"' | '\n' | '\r') } else { ch.is_whitespace() || matches!(ch, '"' | '{' | '}' | ';' | '=') }
        };
        let rest = behind.find(ends).unwrap_or(behind.len());
        self.typed_end = offset + rest as u32;
        if self.name.is_none() {
            self.start = word.start as u32;
        }
    }
}

/// The word at the start of `rest`, and its length.
fn word(rest: &str, start: usize) -> (Word<'_>, usize) {
    let bare = rest.find(|ch: char| ch.is_whitespace() || matches!(ch, '"' | '=' | '{' | '}' | ';')).unwrap_or(rest.len());
    let (property, value_at) = match rest.get(bare..bare + 1) {
        Some("=") if bare > 0 => (rest.get(..bare), bare + 1),
        _ => (None, 0),
    };
    let value = rest.get(value_at..).unwrap_or("");
    let hashes = value.bytes().take_while(|byte| *byte == b'#').count();
    if value.get(hashes..).is_some_and(|it| it.starts_with('"')) {
        let body_at = value_at + hashes + 1;
        let body = rest.get(body_at..).unwrap_or("");
        let (end, after) = closing(body, hashes);
        let word = Word { start, property, value: body.get(..end).unwrap_or(body), quoted: true, open: after.is_none() };
        return (word, after.map_or(rest.len(), |after| body_at + after));
    }
    let length = value
        .find(|ch: char| ch.is_whitespace() || matches!(ch, '"' | '{' | '}' | ';'))
        .unwrap_or(value.len())
        .max(usize::from(property.is_none()));
    let end = (value_at + length).min(rest.len());
    let end = (end..=rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
    let word = Word { start, property, value: rest.get(value_at..end).unwrap_or(""), quoted: false, open: end == rest.len() };
    (word, end)
}

/// Where a quoted text ends, and where what follows its closing quotes begins; `None` if the line ends within it.
fn closing(body: &str, hashes: usize) -> (usize, Option<usize>) {
    let mut escaped = false;
    for (at, ch) in body.char_indices() {
        let closes = ch == '"'
            && !escaped
            && body.get(at + 1..).is_some_and(|rest| rest.bytes().take(hashes).filter(|byte| *byte == b'#').count() == hashes);
        if closes {
            return (at, Some(at + 1 + hashes));
        }
        escaped = hashes == 0 && ch == '\\' && !escaped;
    }
    (body.len(), None)
}

/// What is typed behind the last `${` that isn't closed.
fn open_expression(value: &str) -> Option<&str> {
    let at = value.rfind("${")?;
    let typed = value.get(at + 2..)?;
    let escaped = value.get(..at).is_some_and(|before| before.ends_with('$'));
    (!typed.contains('}') && !escaped).then_some(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Line<'_> {
        Line::read(text, text.len() as u32)
    }

    #[test]
    fn words_are_told_apart() {
        let line = read("a { quota \"h100\" gpus=8 borrow=");
        assert_eq!((line.name, line.first_argument, line.properties.as_slice()), (Some("quota"), Some("h100"), ["gpus"].as_slice()));
        assert_eq!(line.part, Part::Property("borrow"));
        let line = read("tenant \"x\" owner=\"a b@");
        assert_eq!((line.part, line.quoted, line.typed_start), (Part::Property("owner"), true, 18));
        let line = read("grant \"");
        assert_eq!((line.part, line.quoted), (Part::Argument(0), true));
        let line = read("ten");
        assert_eq!((line.name, line.typed_start, line.start), (None, 0, 0));
        assert!(read("a // b").in_comment);
        assert_eq!(read("a b=\"${x}-${secret.").expression, Some("secret."));
        assert_eq!(read("x é=\"ü").part, Part::Property("é"));
    }
}
