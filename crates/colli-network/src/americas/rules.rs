//! Dangerous goods, and lanes that are not served.

use super::prices::listed_countries;
use super::services::SCOPES;
use super::{key, mass};
use crate::fault::Faults;
use crate::geography::Geography;
use crate::source::Source;
use crate::table::{Row, Shape};
use crate::{Unique, each_row};
use colli_core::americas::dangerous_goods::{DangerousGoods, DangerousGoodsRules};
use colli_core::americas::lane::LaneRule;
use colli_core::americas::place::PlaceKind;
use colli_core::americas::service::{Scope, ServiceClass};
use colli_core::americas::weight::MassUnit;

static DANGEROUS_GOODS: Shape = Shape {
    file: "us_dangerous_goods.csv",
    columns: &["scope", "countries", "code", "goods", "max_weight_lb", "class"],
    comments: &["documented", "note"],
};
static LANES: Shape = Shape {
    file: "us_lane_rules.csv",
    columns: &["rule", "from", "to", "text"],
    comments: &["documented", "note"],
};

/// The cell of rules for all places, and of goods for all services.
const ALL: &str = "*";
const ANY_CLASS: &str = "any";
/// Words of places.
const KINDS: &str = "state, district, territory, freely_associated, military, abroad or *";

pub(super) fn dangerous_goods(source: &Source, geography: &Geography, faults: &mut Faults) -> DangerousGoodsRules {
    let mut rules = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &DANGEROUS_GOODS, faults, |row, faults| {
        let scope = row.read(0, SCOPES, faults, Scope::parse);
        let countries = listed_countries(row, 1, geography, faults);
        if scope.is_some_and(|scope| (scope == Scope::International) == row.text(1).is_empty()) {
            faults.push(row.fault(1, "international rows name receiving countries, the others none"));
        }
        let code = row.read(2, "two digits", faults, |text| {
            (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
        });
        let goods = row.required(3, faults);
        let max_weight = mass(row, 4, MassUnit::Pound, faults);
        let class = row.read(5, "packet, parcel or any", faults, |text| match text {
            ANY_CLASS => Some(None),
            _ => ServiceClass::parse(text).map(Some),
        });
        let (Some(scope), Some(code), Some(goods), Some(max_weight), Some(class)) =
            (scope, code, goods, max_weight, class)
        else {
            return;
        };
        let row_key = format!("{}, {code}, {}", scope.word(), row.text(5));
        if unique.note(row, 0, row_key, faults) {
            rules.push(DangerousGoods {
                scope,
                countries,
                code,
                goods,
                max_weight,
                class,
            });
        }
    });
    DangerousGoodsRules(rules)
}

pub(super) fn lanes(source: &Source, faults: &mut Faults) -> Vec<LaneRule> {
    let mut rules = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &LANES, faults, |row, faults| {
        let rule = key(row, 0, faults);
        let [from, to] = [1, 2].map(|column| kinds(row, column, faults));
        let text = row.required(3, faults);
        if from.is_some() && from == to && row.text(1) == ALL {
            faults.push(row.fault(1, "a rule for all places at both ends refuses everything"));
        }
        let (Some(rule), Some(from), Some(to), Some(text)) = (rule, from, to, text) else {
            return;
        };
        if unique.note(row, 0, rule.clone(), faults) {
            rules.push(LaneRule { rule, from, to, text });
        }
    });
    rules
}

/// Kinds of places; none for all.
fn kinds(row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<Vec<PlaceKind>> {
    row.read(column, KINDS, faults, |text| {
        if text == ALL {
            return Some(Vec::new());
        }
        let words = text.split('|').map(|word| PlaceKind::parse(word.trim()));
        words.collect()
    })
}
