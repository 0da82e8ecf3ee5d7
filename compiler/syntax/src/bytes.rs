//! From a file's bytes to text, for whoever reads files.

use crate::problem::SyntaxProblem;
use crate::{codes, limits};

/// The text of a file, or why it can't be a spec: not UTF-8, or too large.
pub fn check_bytes(bytes: &[u8]) -> Result<&str, Box<SyntaxProblem>> {
    if bytes.len() > limits::FILE {
        return Err(Box::new(codes::file_too_large::problem(bytes.len())));
    }
    std::str::from_utf8(bytes).map_err(|error| Box::new(codes::not_utf8::problem(bytes, error.valid_up_to())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text() {
        assert_eq!(check_bytes("ä".as_bytes()), Ok("ä"));
        let latin = check_bytes(b"a\nb\xe4").unwrap_err();
        insta::assert_snapshot!(latin.message, @"the file isn't UTF-8: byte 3, in line 2, is 0xE4");
        let wide = check_bytes(b"\xff\xfea\0").unwrap_err();
        insta::assert_snapshot!(wide.helps[0].text, @"it begins as UTF-16LE does; save it as UTF-8: `iconv -f UTF-16LE -t UTF-8`");
        let large = check_bytes(&vec![b' '; limits::FILE + 1]).unwrap_err();
        assert_eq!(large.rule, &codes::file_too_large::RULE);
    }
}
