package org.higher.processor.twin.containers;

import java.util.Set;
import java.util.function.UnaryOperator;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.types.JdkMethods;

/** What methods of the JDK return of the containers that they are called on or given. */
final class JdkContainers {
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

    /** Methods of streams and optional values that have nothing but what a function returns. */
    private static final Set<String> MAPPING = Set.of("flatMap", "map", "mapToObj");

    private JdkContainers() {}

    /** Whether the JDK declares a method, or an array has it. */
    static boolean isOfJdk(Element method) {
        return JdkMethods.declares(method) || method.getEnclosingElement().toString().equals(ARRAY);
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

    /** Whether a result is made of what a function returns that a method is given, and no more. */
    static boolean returnsResults(ExecutableElement method) {
        String owner = method.getEnclosingElement().toString();
        return (owner.startsWith("java.util.stream.") || owner.startsWith("java.util.Optional"))
                && MAPPING.contains(method.getSimpleName().toString());
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
