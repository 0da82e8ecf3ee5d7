//! Bytes as hexadecimal text: how digests are written, whether they tell contents apart or end a name.

/// Two lower-case digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_a_byte() {
        assert_eq!(hex(&[0x00, 0x0a, 0xf5, 0xff]), "000af5ff");
        assert_eq!(hex(&[]), "");
    }
}
