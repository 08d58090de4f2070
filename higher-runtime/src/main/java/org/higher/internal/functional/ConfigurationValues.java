package org.higher.internal.functional;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.higher.array.DType;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.internal.reflect.Fields;
import org.higher.internal.reflect.Inert;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a model is configured with, as texts by their paths: a training flag, the settings of an
 * inner optimizer, a tensor that nobody has named.
 *
 * <p>Numbers, texts, truth values, enum constants and leaf tensors are found in fields, captured
 * variables, containers and modules, and the classes of objects with them. Transient fields, sets
 * of other things, and what the JDK, Spark and ND4J keep to themselves are passed over. Long arrays
 * stand as a checksum.
 */
public final class ConfigurationValues {
    /** Longer arrays stand as a checksum. */
    private static final int SHORT = 32;

    /** What is deeper, in a chain of objects, is passed over. */
    private static final int DEPTH = 100;

    private static final List<String> FOREIGN =
            List.of("org.apache.", "org.bytedeco.", "org.nd4j.", "org.slf4j.", "scala.");

    private final Map<String, String> found = new LinkedHashMap<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private ConfigurationValues() {}

    /**
     * The values that can be reached from a model.
     *
     * @param name with which paths begin
     * @param named tensors that are known without this
     */
    public static Map<String, String> of(String name, Object model, Collection<Tensor> named) {
        ConfigurationValues values = new ConfigurationValues();
        values.seen.addAll(named);
        values.visit(name, model, 0);
        return Collections.unmodifiableMap(values.found);
    }

    private void visit(String path, @Nullable Object value, int depth) {
        if (value == null || depth > DEPTH) {
            return;
        }
        Optional<String> plain = plain(value);
        if (plain.isPresent()) {
            found.put(path, plain.get());
        } else if (seen.add(value)) {
            look(path, value, depth);
        }
    }

    private static Optional<String> plain(Object value) {
        if (value instanceof Enum<?> constant) {
            return Optional.of(constant.name());
        }
        boolean isPlain =
                value instanceof Number
                        || value instanceof Boolean
                        || value instanceof AtomicBoolean
                        || value instanceof Character
                        || value instanceof String;
        return isPlain && Inert.isOfJdk(value.getClass())
                ? Optional.of(value.toString())
                : Optional.empty();
    }

    private void look(String path, Object value, int depth) {
        if (value instanceof Tensor tensor) {
            if (tensor.isLeaf()) { // others are results, kept for a while
                found.put(path, text(tensor));
            }
        } else if (value instanceof FunctionalModule<?, ?> twin) {
            visit(path, bound(twin), depth + 1);
        } else if (value instanceof Optional<?> optional) {
            visit(path, optional.orElse(null), depth + 1);
        } else if (value instanceof AtomicReference<?> reference) {
            visit(path, reference.get(), depth + 1);
        } else if (value.getClass().isArray()) {
            array(path, value, depth);
        } else if (Inert.isOfJdk(value.getClass())) {
            container(path, value, depth);
        } else if (!Inert.isInert(value.getClass()) && isOurs(value.getClass())) {
            fields(path, value, depth);
        }
    }

    private static <P extends ParamTree> BoundModule bound(FunctionalModule<P, ?> twin) {
        return twin.bind(twin.params());
    }

    /** Of a tensor that is not named. */
    private static String text(Tensor tensor) {
        Object elements = tensor.dtype() == DType.FLOAT32 ? tensor.toFloats() : tensor.toDoubles();
        return String.format(
                "a tensor %s %s with checksum %s",
                tensor.dtype(), Arrays.toString(tensor.shape()), checksum(elements));
    }

    private void array(String path, Object array, int depth) {
        int length = Array.getLength(array);
        Class<?> element = array.getClass().getComponentType();
        if (length > SHORT && element.isPrimitive()) {
            found.put(path, element + "[" + length + "] with checksum " + checksum(array));
            return;
        }
        for (int i = 0; i < length; i++) {
            visit(path + "." + i, Array.get(array, i), depth + 1);
        }
    }

    /** Of the elements of an array of a primitive type, the same in each JVM. */
    private static String checksum(Object array) {
        CRC32 checksum = new CRC32();
        try (ObjectOutputStream out =
                new ObjectOutputStream(
                        new CheckedOutputStream(OutputStream.nullOutputStream(), checksum))) {
            out.writeObject(array);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no device that could fail
        }
        return String.format("%08x", checksum.getValue());
    }

    private void container(String path, Object container, int depth) {
        if (container instanceof Map<?, ?> map) {
            // the order of hash maps, and of Map.of, is another one in each JVM
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach(
                    (key, element) -> {
                        if (key != null && element != null) {
                            plain(key).ifPresent(name -> sorted.put(name, element));
                        }
                    });
            sorted.forEach((name, element) -> visit(path + "." + name, element, depth + 1));
        } else if (container instanceof Set<?> set) {
            Set<String> sorted = new TreeSet<>();
            for (Object element : set) {
                Optional.ofNullable(element)
                        .flatMap(ConfigurationValues::plain)
                        .ifPresent(sorted::add);
            }
            if (!sorted.isEmpty()) {
                found.put(path, sorted.toString());
            }
        } else if (container instanceof Collection<?> elements) {
            int index = 0;
            for (Object element : elements) {
                visit(path + "." + index++, element, depth + 1);
            }
        }
    }

    private static boolean isOurs(Class<?> type) {
        return FOREIGN.stream().noneMatch(type.getName()::startsWith);
    }

    private void fields(String path, Object owner, int depth) {
        Class<?> type = owner.getClass();
        if (!type.isHidden()) { // a lambda's class is another one in each JVM
            found.put(path + ".class", type.getName());
        }
        for (Field field : Fields.of(type).readable()) {
            if (!Modifier.isTransient(field.getModifiers())) {
                visit(path + "." + field.getName(), Fields.get(field, owner), depth + 1);
            }
        }
    }
}
