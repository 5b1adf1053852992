//! How wide the columns of a table are.

/// What a column would like to have, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub natural: f32,
    pub number: bool,
}

/// Shares the room out. Where all fits, columns of text share what is left in proportion; where it does not, numbers
/// stay unbroken if they leave texts two fifths of the room, and the widest columns give way first.
pub(super) fn widths(wishes: &[Wish], room: f32) -> Vec<f32> {
    let natural: f32 = wishes.iter().map(|wish| wish.natural).sum();
    let texts: f32 = wishes.iter().filter(|wish| !wish.number).map(|wish| wish.natural).sum();
    let numbers = natural - texts;
    if natural <= room {
        let spare = room - natural;
        let grow = |wish: &Wish| match texts > 0.0 {
            true if wish.number => wish.natural,
            true => wish.natural * (1.0 + spare / texts),
            false => wish.natural + spare / wishes.len().max(1) as f32,
        };
        return wishes.iter().map(grow).collect();
    }
    let fixed = if texts > 0.0 && numbers <= room * 0.6 { numbers } else { 0.0 };
    let bend = |wish: &Wish| fixed == 0.0 || !wish.number;
    let level = waterline(wishes.iter().filter(|wish| bend(wish)).map(|wish| wish.natural).collect(), room - fixed);
    wishes.iter().map(|wish| if bend(wish) { wish.natural.min(level) } else { wish.natural }).collect()
}

/// The width that no column exceeds when together they fill the room.
fn waterline(mut naturals: Vec<f32>, room: f32) -> f32 {
    naturals.sort_by(f32::total_cmp);
    let mut left = room;
    let mut count = naturals.len();
    for natural in naturals {
        let level = left / count as f32;
        if natural > level {
            return level;
        }
        left -= natural;
        count -= 1;
    }
    f32::MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(wishes: &[(f32, bool)], room: f32) -> Vec<f32> {
        let wishes: Vec<_> =
            wishes.iter().map(|(natural, number)| Wish { natural: *natural, number: *number }).collect();
        widths(&wishes, room)
    }

    #[test]
    fn texts_take_what_is_left() {
        assert_eq!(of(&[(10.0, false), (30.0, false), (20.0, true)], 100.0), [20.0, 60.0, 20.0]);
        assert_eq!(of(&[(10.0, true), (20.0, true)], 50.0), [20.0, 30.0]);
    }

    #[test]
    fn the_widest_gives_way_first_and_numbers_stay() {
        assert_eq!(of(&[(10.0, false), (300.0, false), (20.0, true)], 100.0), [10.0, 70.0, 20.0]);
        assert_eq!(of(&[(80.0, true), (80.0, true), (20.0, false)], 100.0), [40.0, 40.0, 20.0]);
    }
}
