package org.higher.internal.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The system properties of the library, and what is wrong with those that are given: a misspelt
 * name, or a value that would be taken for another one.
 *
 * <p>What values the others may have is said where they are read.
 */
public final class SettingChecks {
    private static final String PREFIX = "higher.";

    /** Of this project's tests, and of builds that follow its pages. */
    private static final Pattern OF_BUILDS =
            Pattern.compile("higher\\.(version|data|fuzz|golden|update|test\\..*)");

    private static final Value ANY = new Value(".*", "");
    private static final Value TRUTH = new Value("true|false", "true or false");

    private static final Map<String, Value> SETTINGS =
            Map.ofEntries(
                    Map.entry("higher.backend", ANY),
                    Map.entry(
                            "higher.compile", new Value("auto|always|off", "auto, always or off")),
                    Map.entry("higher.cuda.cudnn", TRUTH),
                    Map.entry("higher.cuda.libraries", ANY),
                    Map.entry("higher.cuda.tf32", TRUTH),
                    Map.entry("higher.fused.least", new Value("\\d{1,9}", "a whole number")),
                    Map.entry("higher.gpu.share", ANY),
                    Map.entry("higher.kernel.cache", ANY),
                    Map.entry("higher.opencl.clblast", TRUTH),
                    Map.entry("higher.poison", TRUTH),
                    Map.entry(
                            "higher.threads",
                            new Value(
                                    "[1-9]\\d{0,3}",
                                    "1 to 9999, or leave it out for as many as there are"
                                            + " processors")));

    private record Value(String pattern, String description) {
        boolean fits(String given) {
            return given.isBlank()
                    || Pattern.compile(pattern, Pattern.DOTALL).matcher(given.strip()).matches();
        }
    }

    private SettingChecks() {}

    /** The names of all settings. */
    static SortedSet<String> names() {
        return new TreeSet<>(SETTINGS.keySet());
    }

    /**
     * Warnings of settings that there are not.
     *
     * @throws IllegalArgumentException if one that there is has a value that it can't have
     */
    public static List<String> warnings(Properties given) {
        List<String> warnings = new ArrayList<>();
        for (Map.Entry<String, String> setting : ofHigher(given).entrySet()) {
            String name = setting.getKey();
            Value value = SETTINGS.get(name);
            if (value == null) {
                warnings.add(
                        "-D%s is no setting and changes nothing; there are %s"
                                .formatted(name, String.join(", ", names())));
            } else if (!value.fits(setting.getValue())) {
                throw new IllegalArgumentException(
                        "-D%s=%s: give %s"
                                .formatted(name, setting.getValue(), value.description()));
            }
        }
        return warnings;
    }

    private static Map<String, String> ofHigher(Properties given) {
        Map<String, String> found = new TreeMap<>();
        for (String name : given.stringPropertyNames()) {
            if (name.startsWith(PREFIX) && !OF_BUILDS.matcher(name).matches()) {
                found.put(name, given.getProperty(name));
            }
        }
        return found;
    }
}
