//! Companies as Arrow batches: the columns of the lake.
use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float32Builder, Int32Builder, Int64Builder, RecordBatch, StringBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use kernel::industry::IndustryCode;

use crate::clean::Firm;
use crate::error::Result;

/// The columns of the lake in their order. `year` is 0 where the date of registration is not known.
static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let text = |name| Field::new(name, DataType::Utf8, false);
    Arc::new(Schema::new(vec![
        Field::new("id", DataType::Int64, false),
        Field::new("year", DataType::Int32, false),
        text("name"),
        text("credit_code"),
        Field::new("code_holds", DataType::Boolean, false),
        Field::new("individual", DataType::Boolean, false),
        Field::new("registered_on", DataType::Date32, true),
        Field::new("listed_on", DataType::Date32, true),
        text("stock_code"),
        Field::new("capital_fen", DataType::Int64, true),
        text("currency"),
        text("company_type"),
        text("status"),
        text("province"),
        text("city"),
        text("county"),
        text("address"),
        text("scope"),
        text("size"),
        Field::new("insured", DataType::Int64, true),
        text("division"),
        text("industry_group"),
        Field::new("confidence", DataType::Float32, false),
        text("industry_by"),
    ]))
});

pub(crate) fn schema() -> SchemaRef {
    SCHEMA.clone()
}

/// Collects companies column by column.
#[derive(Default)]
pub(crate) struct Rows {
    numbers: [Int64Builder; 3],
    year: Int32Builder,
    texts: [StringBuilder; 15],
    flags: [BooleanBuilder; 2],
    dates: [Date32Builder; 2],
    confidence: Float32Builder,
    count: usize,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.count
    }

    /// Adds a company. What its source says about its industry is kept; else the industry stays empty.
    pub fn push(&mut self, id: i64, year: i32, firm: &Firm) {
        let given = firm.industry;
        let [ids, capital, insured] = &mut self.numbers;
        ids.append_value(id);
        capital.append_option(firm.capital_fen);
        insured.append_option(firm.insured);
        self.year.append_value(year);
        let [holds, individual] = &mut self.flags;
        holds.append_value(firm.code_holds);
        individual.append_value(firm.individual);
        let [registered, listed] = &mut self.dates;
        registered.append_option(firm.registered_on);
        listed.append_option(firm.listed_on);
        self.confidence.append_value(if given.is_some() { 1.0 } else { 0.0 });
        let code = |code: Option<IndustryCode>| code.map_or("", IndustryCode::as_str);
        let texts = [
            firm.name.as_str(),
            &firm.credit_code,
            &firm.stock_code,
            &firm.currency,
            &firm.company_type,
            &firm.status,
            &firm.province,
            &firm.city,
            &firm.county,
            &firm.address,
            &firm.scope,
            &firm.size,
            code(given.and_then(IndustryCode::division)),
            code(given.and_then(IndustryCode::group)),
            if given.is_some() { GIVEN } else { "" },
        ];
        for (builder, text) in self.texts.iter_mut().zip(texts) {
            builder.append_value(text);
        }
        self.count += 1;
    }

    /// The batch of what was collected; begins anew.
    pub fn take(&mut self) -> Result<RecordBatch> {
        let mut texts = self.texts.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef);
        let mut numbers = self.numbers.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef);
        let mut flags = self.flags.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef);
        let mut dates = self.dates.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef);
        let mut year = Some(Arc::new(self.year.finish()) as ArrayRef);
        let mut confidence = Some(Arc::new(self.confidence.finish()) as ArrayRef);
        let columns = SCHEMA.fields().iter().filter_map(|field| match (field.name().as_str(), field.data_type()) {
            (_, DataType::Int64) => numbers.next(),
            (_, DataType::Int32) => year.take(),
            (_, DataType::Boolean) => flags.next(),
            (_, DataType::Date32) => dates.next(),
            (_, DataType::Float32) => confidence.take(),
            _ => texts.next(),
        });
        let columns: Vec<ArrayRef> = columns.collect();
        self.count = 0;
        Ok(RecordBatch::try_new(schema(), columns)?)
    }
}

/// Who said the industry: the source of the row, the classifier, a person.
pub(crate) const GIVEN: &str = "given";
pub(crate) const CLASSIFIED: &str = "classifier";
pub(crate) const CORRECTED: &str = "person";
