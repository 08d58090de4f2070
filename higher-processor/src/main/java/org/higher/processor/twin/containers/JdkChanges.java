package org.higher.processor.twin.containers;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.types.Annotations;

/** Which methods of the JDK change the object that they are called on, or one they are given. */
public final class JdkChanges {
    /** What fills a map in with a value that is the same whenever it is put there. */
    private static final String FILLS_IN = "computeIfAbsent";

    /** Methods of collections, maps, their iterators and entries. */
    private static final Set<String> OF_COLLECTIONS =
            Set.of(
                    "add",
                    "addAll",
                    "addAllAbsent",
                    "addElement",
                    "addFirst",
                    "addIfAbsent",
                    "addLast",
                    "and",
                    "andNot",
                    "clear",
                    "compute",
                    FILLS_IN,
                    "computeIfPresent",
                    "drainTo",
                    "flip",
                    "insertElementAt",
                    "merge",
                    "offer",
                    "offerFirst",
                    "offerLast",
                    "or",
                    "poll",
                    "pollFirst",
                    "pollFirstEntry",
                    "pollLast",
                    "pollLastEntry",
                    "pop",
                    "push",
                    "put",
                    "putAll",
                    "putFirst",
                    "putIfAbsent",
                    "putLast",
                    "remove",
                    "removeAll",
                    "removeAllElements",
                    "removeElement",
                    "removeElementAt",
                    "removeFirst",
                    "removeFirstOccurrence",
                    "removeIf",
                    "removeLast",
                    "removeLastOccurrence",
                    "replace",
                    "replaceAll",
                    "retainAll",
                    "set",
                    "setElementAt",
                    "setProperty",
                    "setSize",
                    "setValue",
                    "sort",
                    "take",
                    "transfer",
                    "xor");

    /** Methods of counters, references and arrays of them. */
    private static final Set<String> OF_COUNTERS =
            Set.of(
                    "accumulate",
                    "accumulateAndGet",
                    "add",
                    "addAndGet",
                    "compareAndExchange",
                    "compareAndExchangeAcquire",
                    "compareAndExchangeRelease",
                    "compareAndSet",
                    "decrement",
                    "decrementAndGet",
                    "getAndAccumulate",
                    "getAndAdd",
                    "getAndDecrement",
                    "getAndIncrement",
                    "getAndSet",
                    "getAndUpdate",
                    "getThenReset",
                    "increment",
                    "incrementAndGet",
                    "lazySet",
                    "reset",
                    "set",
                    "setOpaque",
                    "setPlain",
                    "setRelease",
                    "sumThenReset",
                    "updateAndGet",
                    "weakCompareAndSet",
                    "weakCompareAndSetAcquire",
                    "weakCompareAndSetPlain",
                    "weakCompareAndSetRelease",
                    "weakCompareAndSetVolatile");

    private static final Set<String> OF_STATISTICS = Set.of("accept", "combine");

    /** Of calendars, semaphores, tokenizers and checksums: names that other classes do not have. */
    private static final Set<String> OF_OTHERS =
            Set.of("acquire", "nextToken", "release", "roll", "tryAcquire", "update");

    private static final Set<String> OF_BUILDERS =
            Set.of(
                    "append",
                    "appendCodePoint",
                    "delete",
                    "deleteCharAt",
                    "insert",
                    "repeat",
                    "replace",
                    "reverse",
                    "setCharAt",
                    "setLength");

    private static final Set<String> BUILDERS =
            Set.of(
                    "java.lang.AbstractStringBuilder",
                    "java.lang.StringBuffer",
                    "java.lang.StringBuilder");

    /** Methods that change what they are given, with its place among the arguments. */
    private static final Map<String, Integer> OF_ARGUMENTS =
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
                    Map.entry("java.util.Random.nextBytes", 0),
                    Map.entry("java.util.random.RandomGenerator.nextBytes", 0),
                    Map.entry("java.util.stream.Collectors.toCollection", 0),
                    Map.entry("java.util.stream.DoubleStream.collect", 0),
                    Map.entry("java.util.stream.IntStream.collect", 0),
                    Map.entry("java.util.stream.LongStream.collect", 0),
                    Map.entry("java.util.stream.Stream.collect", 0),
                    Map.entry("java.lang.String.getChars", 2),
                    Map.entry("java.lang.System.arraycopy", 2));

    /** The same, whichever class of collections declares them. */
    private static final Map<String, Integer> OF_ARGUMENTS_BY_ANY =
            Map.of("drainTo", 0, "toArray", 0);

    /** What any collection may be called. */
    private static final Set<String> OPEN = Set.of("java.lang.Iterable", "java.lang.Object");

    private JdkChanges() {}

    /** Whether a method changes the object that it is called on. */
    public static boolean ofReceiver(Element method) {
        if (method.getModifiers().contains(Modifier.STATIC)) {
            return false;
        }
        String owner = owner(method);
        String name = method.getSimpleName().toString();
        if (owner.startsWith("java.util.concurrent.atomic.")) {
            return OF_COUNTERS.contains(name);
        }
        if (owner.startsWith("java.util.")) {
            return isCollection(owner) && OF_COLLECTIONS.contains(name)
                    || owner.endsWith("SummaryStatistics") && OF_STATISTICS.contains(name)
                    || OF_OTHERS.contains(name);
        }
        return owner.startsWith("java.nio.") && name.startsWith("put")
                || BUILDERS.contains(owner) && OF_BUILDERS.contains(name);
    }

    /**
     * Functions, streams and optional values have methods of the same names that change nothing.
     */
    private static boolean isCollection(String owner) {
        return !owner.startsWith("java.util.function.")
                && !owner.startsWith("java.util.stream.")
                && !owner.startsWith("java.util.Optional");
    }

    /** Whether it only puts into a map what would be the same at any other time. */
    public static boolean fillsIn(Element method) {
        return owner(method).startsWith("java.util.")
                && method.getSimpleName().contentEquals(FILLS_IN);
    }

    /** Which argument a method changes. */
    public static Optional<Integer> ofArgument(ExecutableElement method, int arguments) {
        String name = method.getSimpleName().toString();
        String owner = owner(method);
        Integer index = OF_ARGUMENTS.get(owner + "." + name);
        if (index == null && owner.startsWith("java.util.")) {
            index = OF_ARGUMENTS_BY_ANY.get(name);
        }
        if (index == null && owner.equals("java.lang.reflect.Array") && name.startsWith("set")) {
            index = 0;
        }
        return Optional.ofNullable(index)
                .filter(i -> i < arguments)
                .filter(i -> !name.equals("collect") || arguments == 3);
    }

    /** Whether methods of the JDK, or assignments to elements, may change a value of a type. */
    public static boolean mayBeOf(TypeMirror type) {
        if (type.getKind().isPrimitive() || type instanceof ArrayType) {
            return !type.getKind().isPrimitive();
        }
        return Annotations.element(type)
                .map(t -> t.getQualifiedName().toString())
                .filter(
                        n ->
                                !(n.startsWith("java.util.") && isCollection(n))
                                        && !n.startsWith("java.nio.")
                                        && !isBuilder(n)
                                        && !OPEN.contains(n))
                .isEmpty();
    }

    private static String owner(Element method) {
        return method.getEnclosingElement().toString().replaceFirst("<.*", "");
    }

    /** Whether a class is one that texts are built in. */
    public static boolean isBuilder(String owner) {
        return BUILDERS.contains(owner);
    }
}
