//! What people get wrong, and what they are told: every problem with its place, help and edit.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic, reason = "tests may panic")]

mod support;

use insta::assert_snapshot;
use support::{canonical, mended, problems};

fn parse(text: &str) -> mlpc_syntax::Parse {
    mlpc_syntax::parse(text.into())
}

/// Problems, tree, and that the edits mend what they can.
fn check(text: &str) -> String {
    let parsed = parse(text);
    assert!(!parsed.problems.is_empty(), "no problem in {text:?}");
    let with_edit = parsed.problems.iter().all(|it| it.helps.iter().any(|help| help.edit.is_some()));
    if with_edit {
        let after = mended(&parsed);
        assert_eq!(problems(&parse(&after)), "", "the edits don't mend it: {after}");
    }
    format!("{}---\n{}", problems(&parsed), canonical(&parsed))
}

#[test]
fn a_block_never_closed_is_told_by_indentation() {
    assert_snapshot!(check("network \"main\" cidr=\"10.40.0.0/16\" {\n    zones \"use1-az1\"\n\ncluster \"main\" version=\"1.35\"\n"), @r#"
    MLP0001 1:36 `{`: this block is never closed (opened here)
        4:1 `cluster` the next declaration at this depth starts here, so the `}` is missing above it
        help: write `}` on the line before (mlpc check --fix does)
        fix: write the missing `}`: 2:21 `` -> "\n}"
        note: checking went on as if it stood there
    ---
    network "main" cidr="10.40.0.0/16" {
        zones "use1-az1"
    }
    cluster "main" version="1.35"
    "#);
    assert_snapshot!(check("a {\n    b {\n        c\n    d\n}\ne\n"), @r#"
    MLP0001 2:7 `{`: this block is never closed (opened here)
        4:5 `d` the next declaration at this depth starts here, so the `}` is missing above it
        help: write `}` on the line before (mlpc check --fix does)
        fix: write the missing `}`: 3:10 `` -> "\n    }"
        note: checking went on as if it stood there
    ---
    a {
        b {
            c
        }
        d
    }
    e
    "#);
    assert_snapshot!(check("a {\n    b {\n        c\n}\ne\n"), @r#"
    MLP0001 2:7 `{`: this block is never closed (opened here)
        4:1 `}` this `}` stands at the depth of the block around it, so the `}` is missing above it
        help: write `}` on the line before (mlpc check --fix does)
        fix: write the missing `}`: 3:10 `` -> "\n    }"
        note: checking went on as if it stood there
    ---
    a {
        b {
            c
        }
    }
    e
    "#);
    assert_snapshot!(check("a {\n    b {\n    // about c\n\n/// about d\nd"), @r#"
    MLP0001 1:3 `{`: this block is never closed (opened here)
        6:1 `d` the next declaration at this depth starts here, so the `}` is missing above it
        help: write `}` on the line before (mlpc check --fix does)
        fix: write the missing `}`: 2:8 `` -> "\n}"
        note: checking went on as if it stood there
    MLP0001 2:7 `{`: this block is never closed (opened here)
        6:1 `d` the next declaration at this depth starts here, so the `}` is missing above it
        help: write `}` on the line before (mlpc check --fix does)
        fix: write the missing `}`: 2:8 `` -> "\n    }"
        note: checking went on as if it stood there
    ---
    a {
        b {}
    }
    d
    "#);
    assert_snapshot!(check("a { b {\nc }\n"), @r#"
    MLP0001 1:3 `{`: this block is never closed (opened here)
        help: write `}` behind the last line of the block
        fix: write the missing `}`: 2:4 `` -> "\n}"
    ---
    a {
        b {
            c
        }
    }
    "#);
}

#[test]
fn several_problems_have_a_place_each() {
    assert_snapshot!(check("a 5GiB b=true\nc = 1\nd x=\n}\ne \"open\nf ${g}/h i=${j + '}'}\nk #yes [1, 2]\n"), @r##"
    MLP0006 1:3 `5GiB`: `5GiB` begins as a number, but isn't one (a number with a unit needs quotes)
        help: write `"5GiB"`
        fix: put it in quotes: 1:3 `5GiB` -> "\"5GiB\""
    MLP0007 1:10 `true`: `true` is neither a text nor a keyword: the keyword is `#true` (a `#` is missing)
        help: write `#true`, or `"true"` for the text
        fix: write `#true`: 1:10 `true` -> "#true"
    MLP0005 2:3 `=`: `c` is followed by `=`, which belongs between a field and its value on a declaration's own line (a field on a line of its own has no `=`)
        help: write `c`, a blank and the value
        fix: write a blank instead of `=`: 2:3 `= ` -> ""
    MLP0013 3:3 `x=`: `x=` has no value (a value is expected after the `=`)
        help: write the value, or remove the field
    MLP0004 4:1 `}`: this `}` closes nothing: no block is open here (no `{` belongs to it)
        help: remove it, or write the `{` that it was meant to close
    MLP0002 5:3 `"`: the text `"open` is never closed (opened here)
        help: write the closing quote on the same line; a text of several lines stands between `"""`
    MLP0010 6:3 `${g}/h`: the expression `${g}/h` needs quotes (without them this is the text `$` and a block)
        help: write `"${g}/h"`
        fix: put it in quotes: 6:3 `${g}/h` -> "\"${g}/h\""
    MLP0010 6:12 `${j + '}'}`: the expression `${j + '}'}` needs quotes (without them this is the text `$` and a block)
        help: write `"${j + '}'}"`
        fix: put it in quotes: 6:12 `${j + '}'}` -> "\"${j + '}'}\""
    MLP0007 7:3 `#yes`: `#yes` is no keyword
        help: the keywords are `#true`, `#false`, `#null`, `#inf`, `#-inf` and `#nan`; a text with a `#` needs quotes
    MLP0005 7:8 `[1, 2]`: a list has no brackets and no commas: it is several values with blanks between (written as in other languages)
        help: write `1 2`
        fix: remove the brackets and commas: 7:8 `[1, 2]` -> "1 2"
    ---
    a "5GiB" b=#true
    c 1
    d
    e "open"
    f "${g}/h" i="${j + '}'}"
    k <broken> <broken>
    "##);
}

#[test]
fn numbers() {
    assert_snapshot!(check("a 30s 1.2.3 .5 -.5 1, 0xg 2027-03-31 99.9% 5.\n"), @r#"
    MLP0006 1:3 `30s`: `30s` begins as a number, but isn't one (a number with a unit needs quotes)
        help: write `"30s"`
        fix: put it in quotes: 1:3 `30s` -> "\"30s\""
    MLP0006 1:7 `1.2.3`: `1.2.3` begins as a number, but isn't one (a version, date or address needs quotes)
        help: write `"1.2.3"`
        fix: put it in quotes: 1:7 `1.2.3` -> "\"1.2.3\""
    MLP0006 1:13 `.5`: `.5` begins as a number, but isn't one (a digit is missing before the point)
        help: write `0.5`
        fix: write the leading 0: 1:13 `.5` -> "0.5"
    MLP0006 1:16 `-.5`: `-.5` begins as a number, but isn't one (a digit is missing before the point)
        help: write `-0.5`
        fix: write the leading 0: 1:16 `-.5` -> "-0.5"
    MLP0006 1:20 `1,`: `1,` begins as a number, but isn't one (values have blanks between, no commas)
        help: write `1`
        fix: remove the comma: 1:20 `1,` -> "1"
    MLP0006 1:23 `0xg`: `0xg` begins as a number, but isn't one (digits of its base are expected after the prefix)
        help: write `"0xg"`
        fix: put it in quotes: 1:23 `0xg` -> "\"0xg\""
    MLP0006 1:27 `2027-03-31`: `2027-03-31` begins as a number, but isn't one (a version, date or address needs quotes)
        help: write `"2027-03-31"`
        fix: put it in quotes: 1:27 `2027-03-31` -> "\"2027-03-31\""
    MLP0006 1:38 `99.9%`: `99.9%` begins as a number, but isn't one (a number with a unit needs quotes)
        help: write `"99.9%"`
        fix: put it in quotes: 1:38 `99.9%` -> "\"99.9%\""
    MLP0006 1:44 `5.`: `5.` begins as a number, but isn't one (a version, date or address needs quotes)
        help: write `"5."`
        fix: put it in quotes: 1:44 `5.` -> "\"5.\""
    ---
    a "30s" "1.2.3" ".5" "-.5" "1," "0xg" "2027-03-31" "99.9%" "5."
    "#);
}

#[test]
fn texts() {
    assert_snapshot!(check("tenant \"search owner=\"x\" {\n    a\n}\n"), @r#"
    MLP0002 1:8 `"`: the text `"search owner="x"` is never closed (opened here)
        help: write the closing quote on the same line; a text of several lines stands between `"""`
    ---
    tenant <broken> {
        a
    }
    "#);
    assert_snapshot!(check("tenant \"search {\n    a\n}\n"), @r#"
    MLP0002 1:8 `"`: the text `"search` is never closed (opened here)
        help: write the closing quote on the same line; a text of several lines stands between `"""`
    ---
    tenant "search" {
        a
    }
    "#);
    assert_snapshot!(check(r#"a "\q" "\u{110000}" "\u{}" "\u12" "ok\n""#), @r##"
    MLP0008 1:4 `\q`: `\q` is no escape
        help: the escapes are `\n \r \t \s \b \f \\ \"` and `\u{…}`; write `\\` for a backslash, or a raw text `#"…"#`
    MLP0008 1:9 `\u{110000}`: `\u{110000}` names no character
        help: write one to six hexadecimal digits between `\u{` and `}`, up to 10FFFF without D800 to DFFF
    MLP0008 1:22 `\u{}`: `\u{}` names no character
        help: write one to six hexadecimal digits between `\u{` and `}`, up to 10FFFF without D800 to DFFF
    MLP0008 1:29 `\u`: `\u` names no character
        help: write one to six hexadecimal digits between `\u{` and `}`, up to 10FFFF without D800 to DFFF
    ---
    a "\\q" "�" "�" "�12" "ok\n"
    "##);
    assert_snapshot!(check("a \"\"\"\n    x\n  y\n    \"\"\"\n"), @r#"
    MLP0009 3:1 `  `: this line doesn't begin with the blanks that stand before the closing quotes (indented less, or with other blanks)
        4:5 `"""` the blanks before these are taken off every line
        help: indent it at least as far as the closing quotes, with the same tabs and blanks
    ---
    a "x\ny"
    "#);
    assert_snapshot!(check("a \"\"\"x\"\"\" 1\nb \"\"\"\n  x\"\"\"\n"), @r#"
    MLP0009 1:3 `"""`: a text between `"""` begins on the next line (a new line is expected after these quotes)
        help: move the text to the next line, or write one `"` at each end if it has one line only
    MLP0009 3:4 `"""`: the closing quotes of a text of several lines stand on a line of their own (something stands before these on their line)
        help: move them to the next line
    ---
    a "" 1
    b ""
    "#);
    assert_snapshot!(check("a {\n    b #\"\"\"\n    c\n}\n"), @r##"
    MLP0002 2:7 `#"""`: this text of several lines is never closed (opened here; all that follows counts as text)
        help: write `"""#` on a line of its own behind the text's last line
    ---
    a {
        b "    c\n}"
    }
    "##);
    assert_snapshot!(check("a #\"x\"\nb\n"), @r#"
    MLP0002 1:3 `#"`: the text `#"x"` is never closed (opened here)
        help: write the closing quote on the same line; a text of several lines stands between `"""`
    ---
    a "x"
    b
    "#);
    assert_snapshot!(check("a {\n /* x /* y */\n}\n"), @r#"
    MLP0003 2:2 `/*`: this comment is never closed (opened here; all that follows is comment)
        help: write `*/` where it ends; block comments nest, so each `/*` inside needs one too
    ---
    a {}
    "#);
}

#[test]
fn values_that_need_quotes() {
    assert_snapshot!(check("a 10.0.0.0/16 b=x/y /z c=f(x) u#v\n"), @r#"
    MLP0011 1:3 `10.0.0.0/16`: the text `10.0.0.0/16` needs quotes (holds a character that no bare word may)
        help: write `"10.0.0.0/16"`
        fix: put it in quotes: 1:3 `10.0.0.0/16` -> "\"10.0.0.0/16\""
    MLP0011 1:17 `x/y`: the text `x/y` needs quotes (holds a character that no bare word may)
        help: write `"x/y"`
        fix: put it in quotes: 1:17 `x/y` -> "\"x/y\""
    MLP0011 1:21 `/z`: the text `/z` needs quotes (holds a character that no bare word may)
        help: write `"/z"`
        fix: put it in quotes: 1:21 `/z` -> "\"/z\""
    MLP0011 1:26 `f(x)`: the text `f(x)` needs quotes (holds a character that no bare word may)
        help: write `"f(x)"`
        fix: put it in quotes: 1:26 `f(x)` -> "\"f(x)\""
    MLP0011 1:31 `u#v`: the text `u#v` needs quotes (holds a character that no bare word may)
        help: write `"u#v"`
        fix: put it in quotes: 1:31 `u#v` -> "\"u#v\""
    ---
    a "10.0.0.0/16" b="x/y" "/z" c="f(x)" "u#v"
    "#);
    assert_snapshot!(check("zones [\"a,\",\"b\", c]\nzones k=[]\n"), @r#"
    MLP0005 1:7 `["a,","b", c]`: a list has no brackets and no commas: it is several values with blanks between (written as in other languages)
        help: write `"a," "b" c`
        fix: remove the brackets and commas: 1:7 `["a,","b", c]` -> "\"a,\" \"b\" c"
    MLP0005 2:9 `[]`: a list has no brackets and no commas: it is several values with blanks between (written as in other languages)
        help: write the field among the children: its name, then the values: `zones "a" "b"`
    ---
    zones <broken>
    zones k=<broken>
    "#);
    assert_snapshot!(check("1a\ntrue 2\nb 3=4 null=5\n"), @r#"
    MLP0011 1:1 `1a`: the name `1a` needs quotes (reads as a number or a keyword)
        help: write `"1a"`
        fix: put it in quotes: 1:1 `1a` -> "\"1a\""
    MLP0011 2:1 `true`: the name `true` needs quotes (reads as a number or a keyword)
        help: write `"true"`
        fix: put it in quotes: 2:1 `true` -> "\"true\""
    MLP0011 3:3 `3`: the name `3` needs quotes (reads as a number or a keyword)
        help: write `"3"`
        fix: put it in quotes: 3:3 `3` -> "\"3\""
    MLP0011 3:7 `null`: the name `null` needs quotes (reads as a number or a keyword)
        help: write `"null"`
        fix: put it in quotes: 3:7 `null` -> "\"null\""
    ---
    "1a"
    "true" 2
    b "3"=4 "null"=5
    "#);
    assert_snapshot!(check("a ${x}-y${z}\n${kind} 1\nb \"${fine}\" $ { c; }\n"), @r#"
    MLP0010 1:3 `${x}-y${z}`: the expression `${x}-y${z}` needs quotes (without them this is the text `$` and a block)
        help: write `"${x}-y${z}"`
        fix: put it in quotes: 1:3 `${x}-y${z}` -> "\"${x}-y${z}\""
    MLP0010 2:1 `${kind}`: the expression `${kind}` needs quotes (without them this is the text `$` and a block)
        help: write `"${kind}"`
        fix: put it in quotes: 2:1 `${kind}` -> "\"${kind}\""
    ---
    a "${x}-y${z}"
    "${kind}" 1
    b "${fine}" "$" {
        c
    }
    "#);
}

#[test]
fn keywords() {
    assert_snapshot!(check("a true b=null inf #True ##x # \n"), @r##"
    MLP0007 1:3 `true`: `true` is neither a text nor a keyword: the keyword is `#true` (a `#` is missing)
        help: write `#true`, or `"true"` for the text
        fix: write `#true`: 1:3 `true` -> "#true"
    MLP0007 1:10 `null`: `null` is neither a text nor a keyword: the keyword is `#null` (a `#` is missing)
        help: write `#null`, or `"null"` for the text
        fix: write `#null`: 1:10 `null` -> "#null"
    MLP0007 1:15 `inf`: `inf` is neither a text nor a keyword: the keyword is `#inf` (a `#` is missing)
        help: write `#inf`, or `"inf"` for the text
        fix: write `#inf`: 1:15 `inf` -> "#inf"
    MLP0007 1:19 `#True`: `#True` is no keyword
        help: the keywords are `#true`, `#false`, `#null`, `#inf`, `#-inf` and `#nan`; a text with a `#` needs quotes
    MLP0007 1:25 `##x`: `##x` is no keyword
        help: the keywords are `#true`, `#false`, `#null`, `#inf`, `#-inf` and `#nan`; a text with a `#` needs quotes
    MLP0007 1:29 `#`: `#` is no keyword
        help: the keywords are `#true`, `#false`, `#null`, `#inf`, `#-inf` and `#nan`; a text with a `#` needs quotes
    ---
    a #true b=#null #inf <broken> <broken> <broken>
    "##);
}

#[test]
fn separators() {
    assert_snapshot!(check("a \"x\"\"y\"b=\"z\"1\nb { c; } d\ne { } /-f\n;g;;\n"), @r#"
    MLP0012 1:6 ``: a blank is missing between two values (a blank belongs here)
        help: write a blank, or a `\` before a quote that belongs to the text
        fix: write a blank: 1:6 `` -> " "
    MLP0012 1:9 ``: a blank is missing between two values (a blank belongs here)
        help: write a blank, or a `\` before a quote that belongs to the text
        fix: write a blank: 1:9 `` -> " "
    MLP0012 1:14 ``: a blank is missing between two values (a blank belongs here)
        help: write a blank, or a `\` before a quote that belongs to the text
        fix: write a blank: 1:14 `` -> " "
    MLP0012 2:10 ``: a declaration ends with its block; what follows needs a line of its own (a new line or `;` belongs here)
        help: write `;` or a new line before it
        fix: write `;`: 2:10 `` -> "; "
    MLP0012 3:7 ``: a declaration ends with its block; what follows needs a line of its own (a new line or `;` belongs here)
        help: write `;` or a new line before it
        fix: write `;`: 3:7 `` -> "; "
    MLP0005 4:1 `;`: this `;` ends nothing (no declaration stands before it)
        help: remove it
        fix: remove the `;`: 4:1 `;` -> ""
    MLP0005 4:4 `;`: this `;` ends nothing (no declaration stands before it)
        help: remove it
        fix: remove the `;`: 4:4 `;` -> ""
    ---
    a "x" "y" b="z" 1
    b {
        c
    }
    d
    e {}
    g
    "#);
    assert_snapshot!(check("tenant \"x\"\n{\n    a\n}\n// c\n{\n    b\n}\n"), @r#"
    MLP0012 2:1 `{`: this `{` has no declaration on its line (a block begins on the line of its declaration)
        help: move it to the end of the line above
        fix: move the `{` up: 1:11 `\n{` -> " {"
    MLP0012 6:1 `{`: this `{` has no declaration on its line (a block begins on the line of its declaration)
        help: write the declaration's kind and name before it
    ---
    tenant "x" {
        a
    }
    "#);
}

#[test]
fn equals_on_a_line_of_its_own() {
    assert_snapshot!(check("region = \"x\"\nregion=\"y\"\nregion ==1\na b=c=d\n"), @r#"
    MLP0005 1:8 `=`: `region` is followed by `=`, which belongs between a field and its value on a declaration's own line (a field on a line of its own has no `=`)
        help: write `region`, a blank and the value
        fix: write a blank instead of `=`: 1:8 `= ` -> ""
    MLP0005 2:7 `=`: `region` is followed by `=`, which belongs between a field and its value on a declaration's own line (a field on a line of its own has no `=`)
        help: write `region`, a blank and the value
        fix: write a blank instead of `=`: 2:7 `=` -> " "
    MLP0005 3:8 `==`: `region` is followed by `=`, which belongs between a field and its value on a declaration's own line (a field on a line of its own has no `=`)
        help: write `region`, a blank and the value
        fix: write a blank instead of `=`: 3:8 `==` -> ""
    MLP0005 4:6 `=`: this `=` has no name before it (a field's name is expected before it)
        help: write `name=value`; a name that is no plain word is quoted, a number or keyword can't be one
    ---
    region "x"
    region "y"
    region 1
    a b="c" "d"
    "#);
}

#[test]
fn what_is_missing() {
    assert_snapshot!(check("a (t)\nb c=(t)\n(t)\n(\nd ()x (t x\ne /-\n/-"), @r#"
    MLP0013 1:3 `(t)`: this type annotation has no value (a value is expected after it)
        help: remove the annotation
    MLP0013 2:3 `c=(t)`: `c=` has no value (a value is expected after the `=`)
        help: write the value, or remove the field
    MLP0013 3:1 `(t)`: this type annotation has no value (a value is expected after it)
        help: remove the annotation
    MLP0005 4:1 `(`: this `(` begins no type annotation (one word and `)` are expected after it)
        help: remove the parentheses; calls and arithmetic stand in an expression: `"${f(x)}"`
    MLP0013 4:1 `(`: this type annotation has no value (a value is expected after it)
        help: remove the annotation
    MLP0005 5:3 `(`: this `(` begins no type annotation (one word and `)` are expected after it)
        help: remove the parentheses; calls and arithmetic stand in an expression: `"${f(x)}"`
    MLP0005 5:7 `(`: this `(` begins no type annotation (one word and `)` are expected after it)
        help: remove the parentheses; calls and arithmetic stand in an expression: `"${f(x)}"`
    MLP0013 6:3 `/-`: this `/-` comments out nothing (a declaration, value or block is expected after it)
        help: remove it
    MLP0013 7:1 `/-`: this `/-` comments out nothing (a declaration, value or block is expected after it)
        help: remove it
    ---
    a
    b
    d "x" (t)"x"
    e
    "#);
}

#[test]
fn characters() {
    assert_snapshot!(check("a \u{1}b \"\u{202e}c\" // \u{feff}\n) ] \\ x\n"), @r#"
    MLP0014 1:3 `\u{1}`: the invisible character U+0001 may not stand in a spec (here)
        help: remove it, or write `\u{1}` inside a quoted text
    MLP0014 1:7 `\u{202e}`: the invisible character U+202E may not stand in a spec (here)
        help: remove it, or write `\u{202E}` inside a quoted text
    MLP0014 1:14 `\u{feff}`: the invisible character U+FEFF may not stand in a spec (here)
        help: remove it, or write `\u{FEFF}` inside a quoted text
    MLP0005 2:1 `)`: `)` can begin neither a declaration nor a value
        help: parentheses hold a type annotation, which stands before a value; in an expression they belong inside the quotes
    MLP0005 2:3 `]`: `]` can begin neither a declaration nor a value
        help: a list is several values with blanks between: `zones "a" "b"`
    MLP0005 2:5 `\`: `\` can begin neither a declaration nor a value
        help: a `\` continues a line only as its last character, a comment aside
    ---
    a "b" "\u{202e}c"
    ")" "x"
    "#);
}

#[test]
fn too_deep_blocks_are_stepped_over() {
    let text = format!("{}x \"}}\" /* }} */ #\"}}\"# // }}\n{}\nb\n", "a { ".repeat(257), "}".repeat(257));
    let parsed = parse(&text);
    assert_snapshot!(problems(&parsed), @r#"
    MLP0015 1:1027 `{`: blocks are nested more than 256 deep here (this block was not read)
        help: nest less deeply; the limit can't be changed
    "#);
    assert_eq!(parsed.tree.roots().count(), 2);
}
