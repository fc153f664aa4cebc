package io.kloigos.http.web;

import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import freemarker.template.TemplateNumberModel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How pages write times, sizes and numbers: functions of their templates. */
final class Words {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int STEP = 1024;
    private static final int MIB = 1 << 20;
    private static final int FEW = 10;

    private Words() {}

    /** The functions by their names. */
    static Map<String, TemplateMethodModelEx> functions(DefaultObjectWrapper wrapper, Clock clock) {
        return Map.of(
                "age",
                arguments -> Ages.between(instant(wrapper, arguments.get(0)), clock.instant()),
                "time",
                arguments -> TIME.format(instant(wrapper, arguments.get(0))),
                "bytes",
                arguments -> size(number(arguments)),
                "mib",
                arguments -> size(number(arguments) * MIB),
                "took",
                arguments -> Ages.took(instant(wrapper, arguments.get(0)), instant(wrapper, arguments.get(1))),
                "count",
                arguments -> count(number(arguments), String.valueOf(arguments.get(1))));
    }

    static DefaultObjectWrapper wrapper() {
        return new DefaultObjectWrapper(Configuration.VERSION_2_3_34);
    }

    /** In the largest unit that leaves a whole digit. */
    static String size(double bytes) {
        int unit = 0;
        double left = bytes;
        while (left >= STEP && unit < UNITS.length - 1) {
            left /= STEP;
            unit++;
        }
        boolean whole = left == Math.rint(left) || left >= FEW;
        return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", left, UNITS[unit]);
    }

    /** So many of what is called that when it is one. */
    private static String count(double number, String one) {
        return String.format(Locale.ROOT, "%.0f %s%s", number, one, number == 1 ? "" : "s");
    }

    private static Instant instant(DefaultObjectWrapper wrapper, Object argument) throws TemplateModelException {
        if (wrapper.unwrap((TemplateModel) argument) instanceof Instant instant) {
            return instant;
        }
        throw new TemplateModelException("It is no time");
    }

    private static double number(List<?> arguments) throws TemplateModelException {
        return ((TemplateNumberModel) arguments.get(0)).getAsNumber().doubleValue();
    }
}
