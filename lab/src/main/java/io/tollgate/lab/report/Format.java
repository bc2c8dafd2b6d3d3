package io.tollgate.lab.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Numbers as people read them, with three digits that count.
final class Format {

    private Format() {}

    static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15 || size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : size >= 0.001 ? "%.3f" : "%.2g", value);
    }

    /// For an axis, whose numbers are round.
    static String plain(double value) {
        return new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
    }

    static String number(double value, @Nullable String unit) {
        return unit == null || unit.isEmpty() ? number(value) : number(value) + " " + unit;
    }

    static String millis(double value) {
        return number(value, "ms");
    }

    /// @param share 0 to 1
    static String percent(double share) {
        return number(Math.round(share * 10_000) / 100.0) + " %";
    }

    static String seconds(double seconds) {
        return seconds >= 120 ? number(Math.round(seconds / 6) / 10.0) + " min" : number(seconds) + " s";
    }
}
