//! Weights and sides, read and charged.

use super::*;
use proptest::prelude::*;

fn mass(amount: &str, unit: MassUnit) -> Mass {
    Mass::from_decimal(amount.parse().unwrap(), unit).unwrap()
}

fn length(amount: &str, unit: DistanceUnit) -> Length {
    Length::from_decimal(amount.parse().unwrap(), unit).unwrap()
}

#[test]
fn limits_are_met_exactly_in_every_unit() {
    // The avoirdupois pound is 453.59237 g (international agreement of 1959).
    for (amount, unit) in [
        ("25", MassUnit::Pound),
        ("400", MassUnit::Ounce),
        ("11339.80925", MassUnit::Gram),
        ("11.33980925", MassUnit::Kilogram),
    ] {
        assert_eq!(mass(amount, unit), Mass::from_pounds(25), "{amount} {unit:?}");
    }
    assert_eq!(mass("4.4", MassUnit::Pound), mass("1995.806428", MassUnit::Gram));
    assert_eq!(mass("70.4", MassUnit::Ounce), mass("4.4", MassUnit::Pound));
    assert!(mass("11339.8093", MassUnit::Gram) > Mass::from_pounds(25));
    assert!(mass("11339.8092", MassUnit::Gram) < Mass::from_pounds(25));
    assert!(mass("25.0001", MassUnit::Pound) > Mass::from_pounds(25));
    assert!(mass("400.0001", MassUnit::Ounce) > Mass::from_ounces(400));
    assert_eq!(mass("8", MassUnit::Pound).grams(), 3_629);
}

#[test]
fn lengths_agree_over_units() {
    let yard = length("1", DistanceUnit::Yard);
    for (amount, unit) in [
        ("36", DistanceUnit::Inch),
        ("3", DistanceUnit::Foot),
        ("91.44", DistanceUnit::Centimetre),
        ("914.4", DistanceUnit::Millimetre),
        ("0.9144", DistanceUnit::Metre),
    ] {
        assert_eq!(length(amount, unit), yard, "{amount} {unit:?}");
    }
    assert_eq!((yard.millimetres(), yard.to_string().as_str()), (915, "36 in"));
}

#[test]
fn what_is_no_weight_is_refused() {
    for wrong in [Decimal::NEGATIVE_ONE, Decimal::MAX, Decimal::MIN] {
        assert_eq!(Mass::from_decimal(wrong, MassUnit::Kilogram), None);
        assert_eq!(Length::from_decimal(wrong, DistanceUnit::Metre), None);
    }
    assert_eq!(mass("999999.9999", MassUnit::Kilogram).grams(), 1_000_000_000);
    assert_eq!(
        (MassUnit::parse("kg"), MassUnit::parse("KG")),
        (Some(MassUnit::Kilogram), None)
    );
    assert_eq!(
        (DistanceUnit::parse("yd"), DistanceUnit::parse("")),
        (Some(DistanceUnit::Yard), None)
    );
}

#[test]
fn an_excess_is_shown() {
    assert_eq!(mass("7.5", MassUnit::Ounce).to_string(), "7.5 oz");
    assert_eq!(Mass::from_pounds(26).to_string(), "26 lb");
    assert_eq!(mass("11339.8093", MassUnit::Gram).to_string(), "25.0001 lb");
}

fn size(sides: [u64; 3]) -> ParcelSize {
    ParcelSize::new(sides.map(Length::from_inches))
}

#[test]
fn sides_are_sorted() {
    let size = size([9, 3, 8]);
    let sides = [size.length(), size.width(), size.height()].map(|side| side.to_string());
    assert_eq!(sides, ["9 in", "8 in", "3 in"]);
    assert_eq!(size.length_and_girth(), Length::from_inches(31));
}

#[test]
fn bulk_counts_only_beyond_all_three_bounds() {
    let pounds = |weight, sides| billable(weight, &size(sides)).pounds().to_string();
    // 20 x 20 x 20 in = 8,000 in3; 8,000 / 166 = 48.2.
    assert_eq!(pounds(Mass::from_pounds(2), [20, 20, 20]), "49");
    assert_eq!(pounds(Mass::from_pounds(60), [20, 20, 20]), "60");
    assert_eq!(pounds(Mass::from_pounds(1), [20, 20, 20]), "1");
    // 12 x 12 x 12 in = 1,728 in3, not above.
    assert_eq!(pounds(Mass::from_pounds(2), [12, 12, 12]), "2");
    // Length and girth 50 in, not above: 26 + 2 x (6 + 6); volume 936 in3.
    assert_eq!(pounds(Mass::from_pounds(2), [26, 6, 6]), "2");
    // 14 + 2 x (12 + 11) = 60 in and 1,848 in3: 11.1 lb.
    assert_eq!(pounds(Mass::from_pounds(2), [14, 12, 11]), "12");
    assert_eq!(
        billable(Mass::from_pounds(2), &size([u64::MAX; 3])),
        Mass::from_pounds(u64::MAX)
    );
}

proptest! {
    #[test]
    fn charged_is_never_less_than_weighed(grams in 0_u32..2_000_000, sides in proptest::array::uniform3(0_u64..200)) {
        let weight = Mass::from_decimal(grams.into(), MassUnit::Gram).unwrap();
        let charged = billable(weight, &size(sides));
        prop_assert!(charged >= weight);
        prop_assert_eq!(weight.grams(), grams);
    }

    #[test]
    fn no_unit_changes_a_weight(ten_thousandths in 0_i64..9_999_999_999) {
        let amount = Decimal::new(ten_thousandths, 4);
        let pounds = Mass::from_decimal(amount, MassUnit::Pound).unwrap();
        prop_assert_eq!(Mass::from_decimal(amount * Decimal::from(16), MassUnit::Ounce), Some(pounds));
        let grams = amount * Decimal::new(45_359_237, 5);
        prop_assert_eq!(Mass::from_decimal(grams, MassUnit::Gram), Some(pounds));
    }
}
