//! Codes of GB/T 4754-2017 as numbers: two digits for a division (大类), three for a group (中类).
use std::fmt;

/// A division (大类): "26" 化学原料和化学制品制造业. Prints with two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Division(u8);

/// A group (中类): "262" 肥料制造. Prints with three digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group(u16);

impl Division {
    /// 1 to 97 as the standard counts them; None for other numbers.
    pub fn new(number: u16) -> Option<Self> {
        u8::try_from(number).ok().filter(|n| (1..=97).contains(n)).map(Self)
    }

    pub fn number(self) -> u16 {
        u16::from(self.0)
    }

    /// Mining (采矿业), manufacturing and agriculture: what makes things, as opposed to selling them or serving.
    pub fn produces(self) -> bool {
        self.0 <= 42
    }

    /// Wholesale (批发业) or retail (零售业).
    pub fn trades(self) -> bool {
        matches!(self.0, 51 | 52)
    }

    /// The letter of its section (门类): 'C' for divisions 13 to 43.
    pub fn section(self) -> char {
        const FIRST: [(u8, char); 20] = [
            (1, 'A'),
            (6, 'B'),
            (13, 'C'),
            (44, 'D'),
            (47, 'E'),
            (51, 'F'),
            (53, 'G'),
            (61, 'H'),
            (63, 'I'),
            (66, 'J'),
            (70, 'K'),
            (71, 'L'),
            (73, 'M'),
            (76, 'N'),
            (80, 'O'),
            (83, 'P'),
            (84, 'Q'),
            (86, 'R'),
            (91, 'S'),
            (97, 'T'),
        ];
        FIRST.iter().rev().find(|(first, _)| self.0 >= *first).map_or('A', |(_, letter)| *letter)
    }
}

impl Group {
    /// Three digits whose first two are a division; whether the standard has the group is not looked up.
    pub fn new(number: u16) -> Option<Self> {
        Division::new(number / 10).map(|_| Self(number))
    }

    pub fn number(self) -> u16 {
        self.0
    }

    pub fn division(self) -> Division {
        Division(u8::try_from(self.0 / 10).unwrap_or_default())
    }
}

impl fmt::Display for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}
