//! Keeps a text within the limit of a host's comments, and says what was cut.

/// A piece of a comment.
pub(super) enum Piece {
    /// Always there.
    Kept(String),
    /// Cut at a line, or left out, where there is no room: the opening, lines, the closing.
    Fold(String, String, String),
}

/// Room for the line that says what was cut.
const NOTE: usize = 200;

/// Joins the pieces within `limit` characters. Folds get what the kept pieces leave, in order; behind the last one stands how much was cut.
pub(super) fn fit(pieces: Vec<Piece>, limit: usize) -> String {
    let sizes: Vec<usize> = pieces.iter().map(Piece::size).collect();
    let whole: usize = sizes.iter().sum();
    let kept: usize = pieces.iter().zip(&sizes).filter(|(piece, _)| matches!(piece, Piece::Kept(_))).map(|(_, size)| size).sum();
    let mut room = if whole <= limit { whole } else { limit.saturating_sub(kept + NOTE) };
    let (mut text, mut behind_folds, mut n_cut) = (String::new(), 0, 0);
    for (piece, size) in pieces.into_iter().zip(sizes) {
        match piece {
            Piece::Kept(part) => text.push_str(&part),
            Piece::Fold(open, lines, close) if size <= room => {
                room -= size;
                text.extend([open, lines, close]);
                behind_folds = text.len();
            }
            Piece::Fold(open, lines, close) => {
                let all: Vec<&str> = lines.split_inclusive('\n').collect();
                let mut left = room.saturating_sub(open.chars().count() + close.chars().count());
                let fitting = all.iter().take_while(|line| {
                    let wide = line.chars().count();
                    let fits = wide <= left;
                    left = left.saturating_sub(wide);
                    fits
                });
                let n = fitting.count();
                n_cut += all.len() - n;
                // A later, smaller fold isn't put where this one had no room: what is shown is a beginning.
                room = 0;
                if n > 0 {
                    text.push_str(&open);
                    text.extend(all.into_iter().take(n));
                    text.push_str(&close);
                    behind_folds = text.len();
                }
            }
        }
    }
    if n_cut > 0 && limit > kept + NOTE {
        let note = format!("**{n_cut} lines are cut here**: a comment holds {limit} characters; `mlpc preview --format html` has all.\n\n");
        text.insert_str(behind_folds, &note);
    }
    // Kept pieces are few and short; should they alone be too long, the end goes.
    if text.chars().count() > limit { text.chars().take(limit).collect() } else { text }
}

impl Piece {
    fn size(&self) -> usize {
        match self {
            Self::Kept(text) => text.chars().count(),
            Self::Fold(open, lines, close) => [open, lines, close].iter().map(|text| text.chars().count()).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(n: usize) -> Vec<Piece> {
        let lines = (0..n).map(|n| format!("line {n}")).collect::<Vec<_>>().join("\n") + "\n";
        vec![Piece::Kept("head\n".into()), Piece::Fold("<\n".into(), lines, ">\n".into()), Piece::Kept("tail\n".into())]
    }

    #[test]
    fn what_fits_is_whole() {
        assert_eq!(fit(pieces(2), 100), "head\n<\nline 0\nline 1\n>\ntail\n");
    }

    #[test]
    fn what_does_not_fit_is_cut_and_says_so() {
        for limit in [250, 300, 333, 1000] {
            let text = fit(pieces(1000), limit);
            assert!(text.chars().count() <= limit, "{limit}: {}", text.len());
            assert!(text.ends_with("\n\ntail\n"), "{text}");
            assert!(text.contains("lines are cut here"), "{text}");
        }
    }

    #[test]
    fn a_limit_below_the_frame_leaves_folds_out() {
        assert_eq!(fit(pieces(9), 12), "head\ntail\n");
    }
}
