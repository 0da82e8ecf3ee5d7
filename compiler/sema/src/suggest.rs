//! "Did you mean": the candidate nearest to a misspelt word.

/// Words longer than this are compared with nothing.
const LONGEST: usize = 128;

/// The candidate nearest to `word`, if it is near enough that people would take one for the other. Ties go to the first by name.
/// Nothing is near a word longer than 128 bytes: comparing takes the product of both lengths.
pub fn nearest<S: AsRef<str>>(word: &str, candidates: impl IntoIterator<Item = S>) -> Option<String> {
    if word.len() > LONGEST {
        return None;
    }
    let allowed = (word.chars().count().max(3) / 3).min(4);
    let folded = word.to_lowercase();
    let mut best: Option<(usize, String)> = None;
    for candidate in candidates {
        let candidate = candidate.as_ref();
        if candidate.is_empty() || candidate == word || candidate.len().abs_diff(word.len()) > allowed + 3 {
            continue;
        }
        let mut distance = strsim::osa_distance(&folded, candidate);
        if distance > allowed && word.len() >= 3 && (candidate.starts_with(&folded) || folded.starts_with(candidate)) {
            distance = allowed;
        }
        let nearer = best.as_ref().is_none_or(|(least, name)| distance < *least || (distance == *least && candidate < name.as_str()));
        if distance <= allowed && nearer {
            best = Some((distance, candidate.to_owned()));
        }
    }
    best.map(|(_, name)| name)
}

/// Whether `word` is `name` with one letter too many, too few, or two swapped: slips of a finger, where one for another may be a name of its own.
pub(crate) fn is_slip(word: &str, name: &str) -> bool {
    let [word, name] = [word, name].map(|text| text.chars().collect::<Vec<char>>());
    let n_same = word.iter().zip(&name).take_while(|(a, b)| a == b).count();
    let rest = |text: &[char], at: usize| text.get(at..).map(<[char]>::to_vec);
    let is_letter = |text: &[char]| text.get(n_same).is_some_and(|letter| letter.is_alphabetic());
    match word.len().max(name.len()) {
        0..=3 => false,
        _ if word.len() == name.len() + 1 => is_letter(&word) && rest(&word, n_same + 1) == rest(&name, n_same),
        _ if word.len() + 1 == name.len() => is_letter(&name) && rest(&word, n_same) == rest(&name, n_same + 1),
        _ if word.len() == name.len() => {
            let swapped = word.get(n_same) == name.get(n_same + 1) && word.get(n_same + 1) == name.get(n_same);
            swapped && word != name && rest(&word, n_same + 2) == rest(&name, n_same + 2)
        }
        _ => false,
    }
}

/// Names for a sentence: "`a`, `b` and `c`"; of many the first eight and how many more.
pub(crate) fn listing<S: AsRef<str>>(names: &[S]) -> String {
    const SHOWN: usize = 8;
    let mut quoted: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{}`", name.as_ref())).collect();
    if names.len() > SHOWN {
        return format!("{} and {} more", quoted.join(", "), names.len() - SHOWN);
    }
    match quoted.pop() {
        None => String::new(),
        Some(last) if quoted.is_empty() => last,
        Some(last) => format!("{} and {last}", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_far_ones_are_not() {
        assert_eq!(nearest("l40", ["l40s", "h100"]).as_deref(), Some("l40s"));
        assert_eq!(nearest("bukcet", ["bucket", "budget"]).as_deref(), Some("bucket"));
        assert_eq!(nearest("expires", ["expire", "existing"]).as_deref(), Some("expire"));
        assert_eq!(nearest("zebra", ["bucket", "tenant"]), None);
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(nearest(&long, [format!("{long}y")]), None);
    }

    #[test]
    fn slips_are_told_from_other_names() {
        for word in ["serch", "seaarch", "saerch", "searchh"] {
            assert!(is_slip(word, "search"), "{word}");
        }
        for (word, name) in [("team-b", "team-a"), ("h200", "h100"), ("h1000", "h100"), ("search", "search"), ("ad", "ads"), ("", "")] {
            assert!(!is_slip(word, name), "{word}");
        }
    }

    #[test]
    fn listings_read_as_sentences() {
        assert_eq!(listing(&["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(listing(&["a"]), "`a`");
        let many: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        assert!(listing(&many).ends_with("and 12 more"));
    }
}
