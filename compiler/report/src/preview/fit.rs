//! Keeps a text within the limit of a host's comments, and says what was cut.

/// A piece of a comment.
pub(super) enum Piece {
    /// Always there.
    Kept(String),
    /// Cut at a line, or left out, where there is no room: the opening, lines, the closing.
    Fold(String, String, String),
}

/// Joins the pieces within `limit` characters. Folds get what the kept pieces leave, in order.
pub(super) fn fit(pieces: Vec<Piece>, limit: usize) -> String {
    let note = |n: usize| format!("{n} lines cut here: a comment holds {limit} characters. `mlpc preview --format html` has all\n");
    let kept: usize = pieces.iter().map(|piece| if let Piece::Kept(text) = piece { text.chars().count() } else { 0 }).sum();
    let mut room = limit.saturating_sub(kept);
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Kept(part) => text.push_str(&part),
            Piece::Fold(open, lines, close) => {
                let frame = open.chars().count() + close.chars().count();
                if frame + lines.chars().count() <= room {
                    room -= frame + lines.chars().count();
                    text.extend([open, lines, close]);
                    continue;
                }
                let all: Vec<&str> = lines.split_inclusive('\n').collect();
                let reserve = frame + note(all.len()).chars().count();
                let mut left = room.saturating_sub(reserve);
                if room < reserve {
                    continue;
                }
                let mut n = 0;
                text.push_str(&open);
                for line in &all {
                    let wide = line.chars().count();
                    if wide > left {
                        break;
                    }
                    left -= wide;
                    n += 1;
                    text.push_str(line);
                }
                text.push_str(&note(all.len() - n));
                text.push_str(&close);
                room = left;
            }
        }
    }
    // Kept pieces are few and short; should they alone be too long, the end goes.
    if text.chars().count() > limit { text.chars().take(limit).collect() } else { text }
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
        for limit in [150, 200, 333, 1000] {
            let text = fit(pieces(1000), limit);
            assert!(text.chars().count() <= limit, "{limit}: {}", text.len());
            assert!(text.ends_with(">\ntail\n"), "{text}");
            assert!(text.contains("lines cut here"), "{text}");
        }
    }

    #[test]
    fn a_limit_below_the_frame_leaves_folds_out() {
        assert_eq!(fit(pieces(9), 12), "head\ntail\n");
    }
}
