package org.higher.internal.reflect;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.higher.array.Device;

/** Types whose objects hold neither tensors nor modules: values, and what the whole program has. */
public final class Inert {
    private static final Set<String> PACKAGES =
            Set.of(
                    "java.io",
                    "java.lang.reflect",
                    "java.math",
                    "java.net",
                    "java.nio",
                    "java.nio.charset",
                    "java.nio.file",
                    "java.text",
                    "java.time",
                    "java.time.format",
                    "java.util.concurrent.locks",
                    "java.util.logging",
                    "java.util.random",
                    "java.util.regex",
                    "org.higher.array",
                    "org.slf4j");

    /** The program's own classes among these may hold anything, those of the JDK may not. */
    private static final List<Class<?>> TYPES =
            List.of(
                    CharSequence.class,
                    Number.class,
                    Boolean.class,
                    Character.class,
                    Class.class,
                    ClassLoader.class,
                    Module.class,
                    Thread.class,
                    Throwable.class,
                    BitSet.class,
                    Locale.class,
                    RandomGenerator.class,
                    UUID.class);

    private static final ClassValue<Boolean> KNOWN =
            new ClassValue<>() {
                @Override
                protected Boolean computeValue(Class<?> type) {
                    return find(type);
                }
            };

    private Inert() {}

    /** Whether nothing of interest can be in an object of a type. */
    public static boolean isInert(Class<?> type) {
        return KNOWN.get(type);
    }

    private static boolean find(Class<?> type) {
        if (type.isArray()) {
            return isInert(type.getComponentType());
        }
        return type.isPrimitive()
                || Enum.class.isAssignableFrom(type)
                || Device.class.isAssignableFrom(type)
                || PACKAGES.contains(type.getPackageName())
                || isOfJdk(type) && TYPES.stream().anyMatch(t -> t.isAssignableFrom(type));
    }

    public static boolean isOfJdk(Class<?> type) {
        return type.getClassLoader() == null
                || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
    }
}
