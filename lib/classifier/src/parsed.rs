//! A firm taken apart: items of its name and scope, the votes of the lexicon, the features of the model.
use crate::features::{Feature, Vocabulary, normalise, vote_feature};
use crate::reading::{ScopeActivity, Vote, assumed, name_vote, read_name, scope_votes};
use crate::text::Items;
use crate::verdict::{Field, Firm};

/// The buffers of one thread; each firm overwrites the one before.
#[derive(Debug, Default)]
pub struct Parsed {
    pub name: Items,
    pub scope: Items,
    pub votes: Vec<(Field, Vote)>,
    pub features: Vec<Feature>,
}

impl Parsed {
    /// Items and votes.
    pub fn read(&mut self, firm: Firm<'_>) {
        self.name.read_name(firm.name);
        self.scope.read_scope(firm.scope);
        let mut name = read_name(&self.name);
        let activity = ScopeActivity::read(&self.scope);
        name.activity = assumed(&self.scope, &activity, &name);
        self.votes.clear();
        scope_votes(&self.scope, &activity, name.activity, &mut self.votes);
        self.votes.extend(name_vote(&name, activity.first(name.activity)).map(|v| (Field::Name, v)));
    }

    /// What a model learns from: the scope alone, since the name gave the label.
    pub fn scope_features(&mut self, vocabulary: &Vocabulary) {
        self.collect(vocabulary, &[Field::Scope]);
    }

    /// What a model judges by: name and scope.
    pub fn all_features(&mut self, vocabulary: &Vocabulary) {
        self.collect(vocabulary, &[Field::Name, Field::Scope]);
    }

    fn collect(&mut self, vocabulary: &Vocabulary, fields: &[Field]) {
        self.features.clear();
        for field in fields {
            let items = if *field == Field::Name { &self.name } else { &self.scope };
            vocabulary.read(*field, items, &mut self.features);
        }
        let votes = self.votes.iter().filter(|(field, _)| fields.contains(field));
        self.features.extend(votes.map(|(field, vote)| vote_feature(*field, vote)));
        normalise(&mut self.features);
    }

    /// The characters of a field between two places, as a text.
    pub fn text(&self, field: Field, start: usize, end: usize) -> String {
        let items = if field == Field::Name { &self.name } else { &self.scope };
        items.slice(start, end).iter().collect()
    }
}
