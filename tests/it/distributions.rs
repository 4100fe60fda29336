//! The quantiles behind intervals and designs, against values of many more digits.
//!
//! The values are those of scipy 1.17 (`stats.t.ppf`, `special.betaincinv`), their last digits of mpmath 1.3 with 45
//! digits by the continued fraction of the incomplete beta function. Where a quantile is below 1e-300 the tables say 0,
//! and 1 where it is nearer to 1 than a number can be.

use intsoc::statistics::distributions::{beta_quantile, student_quantile};
use intsoc::statistics::moments::student_95;
use intsoc::study::sweep::factor::weights;

/// Degrees of freedom and the 97.5 % quantile of Student's t.
const STUDENT: [(f64, f64); 19] = [
    (1.0, 12.706_204_736_174_694),
    (2.0, 4.302_652_729_749_462),
    (3.0, 3.182_446_305_283_708_6),
    (4.0, 2.776_445_105_197_793_4),
    (7.0, 2.364_624_251_592_785),
    (9.0, 2.262_157_162_798_205),
    (19.0, 2.093_024_054_408_309),
    (49.0, 2.009_575_237_129_239_2),
    (99.0, 1.984_216_951_586_417_2),
    (149.0, 1.976_013_177_689_192),
    (199.0, 1.971_956_544_251_753_5),
    (255.0, 1.969_310_569_849_874_7),
    (499.0, 1.964_729_390_987_688_6),
    (999.0, 1.962_341_461_133_449_5),
    (4999.0, 1.960_438_646_661_524_5),
    (9999.0, 1.960_201_263_621_357_3),
    (99_999.0, 1.959_987_707_771_844_4),
    (999_999.0, 1.959_966_356_816_479),
    (999_999_999.0, 1.959_963_986_912_325),
];

/// The probabilities at which Beta distributions are known.
const PROBABILITIES: [f64; 5] = [1e-6, 0.01, 0.3, 0.9, 0.999_999];

/// Both parameters of a Beta distribution, and its quantiles at these probabilities.
#[rustfmt::skip]
const BETA: [(f64, f64, [f64; 5]); 20] = [
    (1.0, 1.0, [1e-6, 0.01, 0.3, 0.9, 0.999_999]),
    (1.0, 2.0, [5.000_001_250_000_625e-7, 0.005_012_562_893_380_045, 0.163_339_973_465_924_44, 0.683_772_233_983_162_1, 0.998_999_999_999_985_7]),
    (2.0, 1.0, [0.001, 0.1, 0.547_722_557_505_166_1, 0.948_683_298_050_513_8, 0.999_999_499_999_875]),
    (4.0, 3.0, [0.016_173_513_294_942_148, 0.173_069_950_590_800_83, 0.476_058_198_798_749_94, 0.799_091_121_143_095_6, 0.996_305_734_700_558_6]),
    (2.0, 4.0, [0.000_316_327_821_393_724_23, 0.032_682_112_200_602_88, 0.218_026_915_763_224_7, 0.583_890_374_619_529, 0.978_761_781_799_294]),
    (0.5, 0.5, [2.467_401_100_270_31e-12, 0.000_246_719_817_134_221_5, 0.206_107_373_853_763_43, 0.975_528_258_147_576_8, 0.999_999_999_997_532_6]),
    (10.0, 20.0, [0.051_166_081_690_194_21, 0.156_506_836_071_972_24, 0.285_386_369_004_912_27, 0.445_238_287_862_917_7, 0.746_636_150_776_055_2]),
    (0.1, 3.0, [2.366_901_351_944_922e-61, 2.366_901_351_944_911_5e-21, 1.397_635_130_911_784_5e-6, 0.098_392_995_510_301_34, 0.970_582_742_559_390_7]),
    (9.99, 10.01, [0.085_912_330_530_086_36, 0.253_524_749_850_331_3, 0.440_330_490_525_128_07, 0.641_581_531_779_113_1, 0.913_625_629_596_991_6]),
    (100.0, 50.0, [0.474_471_535_302_983_4, 0.574_538_314_347_008, 0.647_007_999_337_602_6, 0.715_435_538_195_563_2, 0.828_105_540_692_340_2]),
    (1000.0, 2000.0, [0.293_291_184_628_735_9, 0.313_482_200_215_080_7, 0.328_793_027_740_521_6, 0.344_386_111_786_430_86, 0.374_971_974_534_929_86]),
    (1e6, 1e6, [0.498_319_415_255_227_6, 0.499_177_512_275_024_7, 0.499_814_596_403_900_9, 0.500_453_096_864_836_2, 0.501_680_584_744_770_3]),
    (1e6, 2e6, [0.332_040_417_150_955_45, 0.332_700_345_279_172_4, 0.333_190_582_735_262_1, 0.333_682_151_254_850_1, 0.334_627_849_145_356_37]),
    (3.0, 1e6, [1.825_426_454_241_160_7e-8, 4.360_446_339_662_362_7e-7, 1.913_772_049_090_061e-6, 5.322_300_852_029_894e-6, 1.912_896_609_845_549_8e-5]),
    (1e6, 0.5, [0.999_988_036_005_089_7, 0.999_996_682_556_372_9, 0.999_999_462_902_924_5, 0.999_999_992_104_611, 1.0]),
    (0.001, 1e6, [0.0, 0.0, 0.0, 9.821_664_549_987_916e-53, 5.120_014_533_898_304e-6]),
    (1e6, 0.001, [0.999_994_879_985_466_1, 0.999_999_999_975_740_5, 1.0, 1.0, 1.0]),
    (0.001, 0.001, [0.0, 0.0, 1.414_285_342_140_858_7e-222, 1.0, 1.0]),
    (0.001, 2.0, [0.0, 0.0, 0.0, 6.433_272_683_804_172_5e-47, 0.955_963_839_502_799_8]),
    (3.0, 0.001, [0.138_925_910_638_777_85, 0.999_990_360_988_243_8, 1.0, 1.0, 1.0]),
];

/// How far a number is from what it should be, as a share of that.
fn off(found: f64, expected: f64) -> f64 {
    if expected > 0.0 { ((found - expected) / expected).abs() } else { found * 1e300 }
}

#[test]
fn students_t_has_the_known_quantiles() {
    for (freedom, expected) in STUDENT {
        let found = student_quantile(freedom, 0.975);
        assert!(off(found, expected) <= 2e-15, "{freedom} degrees of freedom: {found}, not {expected}");
    }
    assert_eq!(student_quantile(7.0, 0.5), 0.0);
}

#[test]
fn the_beta_distribution_has_the_known_quantiles() {
    for (a, b, all) in BETA {
        // Where a parameter is small, a quantile moves far with the last digit of its probability.
        let allowed = 1e-13 * f64::max(1.0, 0.01 / a.min(b));
        for (p, expected) in PROBABILITIES.into_iter().zip(all) {
            let found = beta_quantile(a, b, p);
            assert!(off(found, expected) <= allowed, "Beta({a}, {b}) at {p}: {found:e}, not {expected:e}");
        }
    }
}

#[test]
fn quantiles_of_any_parameters_are_in_order_and_between_0_and_1() {
    let parameters = [1e-3, 0.02, 0.5, 1.0, 1.5, 4.0, 9.5, 10.0, 200.0, 3e4, 1e6, 2e6];
    let before = std::time::Instant::now();
    for (a, b) in parameters.into_iter().flat_map(|a| parameters.map(|b| (a, b))) {
        let mut last = 0.0;
        for p in (0..=200).map(|step| f64::from(step) / 200.0) {
            let quantile = beta_quantile(a, b, p);
            assert!((last..=1.0).contains(&quantile), "Beta({a}, {b}) at {p}: {quantile} after {last}");
            last = quantile;
        }
        assert_eq!((beta_quantile(a, b, 0.0), last), (0.0, 1.0));
        for p in [f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0] {
            assert!((0.0..=1.0).contains(&beta_quantile(a, b, p)), "Beta({a}, {b}) at {p}");
        }
    }
    assert!(before.elapsed().as_secs() < 20, "some quantiles take too long");
}

#[test]
fn intervals_and_designs_have_the_same_bits_everywhere() {
    // What the platform's mathematics would change first; `tests/it/builds.rs` compares whole results.
    assert_eq!(student_95(200).map(f64::to_bits), Some(0x3fff_8d22_4e2b_1c81));
    assert_eq!(
        weights([4.0, 2.0, 1.0], 0.3, 0.6).map(f64::to_bits),
        [0x3fde_77bc_ceb5_54bc, 0x3fd9_f957_537f_abea, 0x3fbe_3baf_772b_fd68]
    );
}
