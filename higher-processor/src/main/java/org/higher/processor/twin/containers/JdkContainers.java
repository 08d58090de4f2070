package org.higher.processor.twin.containers;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeMirror;

/** What methods of the JDK return of the containers that they are called on or given. */
public final class JdkContainers {
    /** The class that javac has {@code clone} of arrays in. */
    private static final String ARRAY = "Array";

    private static final Set<String> COPYING =
            Set.of(
                    "clone",
                    "copyOf",
                    "copyOfRange",
                    "list",
                    "parallelStream",
                    "stream",
                    "toArray",
                    "toList");

    /** Views, iterators, and what goes on with them or with a stream. */
    private static final Set<String> VIEWING =
            Set.of(
                    "descendingIterator",
                    "descendingKeySet",
                    "descendingMap",
                    "descendingSet",
                    "elements",
                    "entrySet",
                    "headMap",
                    "headSet",
                    "iterator",
                    "keySet",
                    "keys",
                    "listIterator",
                    "navigableKeySet",
                    "reversed",
                    "sequencedEntrySet",
                    "sequencedKeySet",
                    "sequencedValues",
                    "spliterator",
                    "subList",
                    "subMap",
                    "subSet",
                    "tailMap",
                    "tailSet",
                    "values");

    private static final Set<String> WRAPPING =
            Set.of(
                    "entry",
                    "nCopies",
                    "of",
                    "ofEntries",
                    "ofNullable",
                    "singleton",
                    "singletonList",
                    "singletonMap");

    /** Those that change what they are given, with its place among the arguments. */
    private static final Map<String, Integer> CHANGED =
            Map.ofEntries(
                    Map.entry("java.util.Collections.addAll", 0),
                    Map.entry("java.util.Collections.copy", 0),
                    Map.entry("java.util.Collections.fill", 0),
                    Map.entry("java.util.Collections.replaceAll", 0),
                    Map.entry("java.util.Collections.reverse", 0),
                    Map.entry("java.util.Collections.rotate", 0),
                    Map.entry("java.util.Collections.shuffle", 0),
                    Map.entry("java.util.Collections.sort", 0),
                    Map.entry("java.util.Collections.swap", 0),
                    Map.entry("java.util.Arrays.fill", 0),
                    Map.entry("java.util.Arrays.parallelPrefix", 0),
                    Map.entry("java.util.Arrays.parallelSetAll", 0),
                    Map.entry("java.util.Arrays.parallelSort", 0),
                    Map.entry("java.util.Arrays.setAll", 0),
                    Map.entry("java.util.Arrays.sort", 0),
                    Map.entry("java.util.stream.Collectors.toCollection", 0),
                    Map.entry("java.util.stream.Stream.collect", 0),
                    Map.entry("java.lang.reflect.Array.set", 0),
                    Map.entry("java.lang.System.arraycopy", 2));

    /** The same, whichever class of collections declares them. */
    private static final Map<String, Integer> CHANGED_BY_ANY = Map.of("drainTo", 0, "toArray", 0);

    private JdkContainers() {}

    /** Whether the JDK declares a method, or an array has it. */
    static boolean isOfJdk(Element method) {
        return JdkMethods.declares(method) || method.getEnclosingElement().toString().equals(ARRAY);
    }

    /** Which argument a method changes. */
    public static Optional<Integer> changedArgument(ExecutableElement method, int arguments) {
        String name = method.getSimpleName().toString();
        String owner = method.getEnclosingElement().toString();
        Optional<Integer> found =
                Optional.ofNullable(CHANGED.get(owner.replaceFirst("<.*", "") + "." + name));
        return found.or(
                        () ->
                                owner.startsWith("java.util.")
                                        ? Optional.ofNullable(CHANGED_BY_ANY.get(name))
                                        : Optional.empty())
                .filter(i -> i < arguments)
                .filter(i -> !name.equals("collect") || arguments == 3);
    }

    /** What a result is of the object that a method is called on. */
    static UnaryOperator<Set<Held>> ofReceiver(ExecutableElement method) {
        String name = method.getSimpleName().toString();
        String owner = method.getEnclosingElement().toString();
        if (COPYING.contains(name)) {
            return Held::copies;
        }
        return VIEWING.contains(name) || owner.startsWith("java.util.stream.")
                ? UnaryOperator.identity()
                : Held::parts;
    }

    /** What a result is of an argument: {@code List.of(layers)}, {@code Arrays.asList(layers)}. */
    static UnaryOperator<Set<Held>> ofArgument(
            ExecutableElement method, TypeMirror argument, int arguments) {
        String name = method.getSimpleName().toString();
        boolean spread = method.isVarArgs() && arguments == 1 && argument instanceof ArrayType;
        if (name.equals("asList")) {
            return spread ? UnaryOperator.identity() : Held::around;
        }
        if (COPYING.contains(name) || WRAPPING.contains(name) && spread) {
            return Held::copies;
        }
        return WRAPPING.contains(name) ? Held::around : UnaryOperator.identity();
    }

    /** What is in a container, once something was put there. */
    static UnaryOperator<Set<Held>> whenStored(ExecutableElement method) {
        return Set.of("addAll", "putAll").contains(method.getSimpleName().toString())
                ? Held::copies
                : Held::around;
    }
}
