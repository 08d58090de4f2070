package org.higher.processor.codegen;

import com.palantir.javapoet.CodeBlock;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;

/** The expressions that read, bind and map a field, whatever its shape. */
public final class ShapeCode {
    /** What makes a copy of the type that a field declares. */
    private static final Map<String, String> COPIES =
            Map.ofEntries(
                    Map.entry("ArrayList", "arrayList"),
                    Map.entry("LinkedList", "linkedList"),
                    Map.entry("Queue", "linkedList"),
                    Map.entry("Deque", "linkedList"),
                    Map.entry("ArrayDeque", "arrayDeque"),
                    Map.entry("Vector", "stack"),
                    Map.entry("Stack", "stack"),
                    Map.entry("Set", "linkedSet"),
                    Map.entry("HashSet", "linkedSet"),
                    Map.entry("LinkedHashSet", "linkedSet"),
                    Map.entry("HashMap", "linkedMap"),
                    Map.entry("LinkedHashMap", "linkedMap"),
                    Map.entry("SortedMap", "treeMap"),
                    Map.entry("NavigableMap", "treeMap"),
                    Map.entry("TreeMap", "treeMap"));

    private static final Copying MUTABLE = new Copying("mutable", Optional.empty(), false);

    private ShapeCode() {}

    /** From the model's own value to that in {@code Params}. */
    public static CodeBlock params(Shape shape, CodeBlock value, String leaf) {
        if (shape instanceof Shape.Module m) {
            return CodeBlock.of(
                    "$T.params($L, $T::of)", RuntimeTypes.BINDER, value, TwinNames.twin(m.type()));
        }
        if (!shape.holdsModules()) {
            return copy(shape, value, fixed(leaf, true), 0);
        }
        return mapContainer(shape, value, 0, (element, e) -> params(element, e, leaf));
    }

    /** From the model's own value and that in {@code Params} to that in {@code Bound}. */
    public static CodeBlock bind(Shape shape, CodeBlock module, CodeBlock params) {
        return bind(shape, module, params, 0, ShapeCode::bindModule);
    }

    private static CodeBlock bindModule(Shape.Module shape, CodeBlock module, CodeBlock params) {
        return CodeBlock.of(
                "binder.bind($L, $T::of, $L)", module, TwinNames.twin(shape.type()), params);
    }

    /** From a value in {@code Bound} and that in {@code Params} to that in another one. */
    public static CodeBlock rebind(Shape shape, CodeBlock bound, CodeBlock params) {
        return bind(
                shape,
                bound,
                params,
                0,
                (module, b, p) -> CodeBlock.of("binder.rebind($L, $L)", b, p));
    }

    private interface Binding {
        CodeBlock of(Shape.Module shape, CodeBlock module, CodeBlock params);
    }

    private static CodeBlock bind(
            Shape shape, CodeBlock module, CodeBlock params, int depth, Binding binding) {
        if (shape instanceof Shape.Module m) {
            return binding.of(m, module, params);
        }
        CodeBlock m = variable("m", depth);
        CodeBlock p = variable("p", depth);
        CodeBlock each = bind(shape.element(), m, p, depth + 1, binding);
        List<CodeBlock> arguments = new ArrayList<>(List.of(collection(shape, module), params));
        if (shape instanceof Shape.ArrayOf) {
            arguments.add(CodeBlock.of("$T::new", shape.boundType()));
        }
        arguments.add(CodeBlock.of("($L, $L) -> $L", m, p, each));
        return declared(shape, container(shape, arguments));
    }

    /** A list or map as the container that its field declares. */
    private static CodeBlock declared(Shape shape, CodeBlock value) {
        if (shape instanceof Shape.MapOf m && m.type().simpleName().equals("EnumMap")) {
            return CodeBlock.of(
                    "$T.enumMap($L, $T.class)", RuntimeTypes.CONTAINERS, value, m.key());
        }
        String method = COPIES.get(declaredType(shape));
        return method == null
                ? value
                : CodeBlock.of("$T.$L($L)", RuntimeTypes.CONTAINERS, method, value);
    }

    private static String declaredType(Shape shape) {
        if (shape instanceof Shape.ListOf l) {
            return l.type().simpleName();
        }
        return shape instanceof Shape.MapOf m ? m.type().simpleName() : "";
    }

    /** From parameters in {@code Params} to those in {@code Bound}, which nobody writes into. */
    public static CodeBlock held(Shape shape, CodeBlock value) {
        return shape.isOfItsOwn() ? mutable(shape, value) : value;
    }

    /** What forward passes may write into: a buffer's value in {@code Params}, copied. */
    public static CodeBlock mutable(Shape shape, CodeBlock value) {
        return copy(shape, value, MUTABLE, 0);
    }

    /** What others may have of a value in {@code Bound}: an array only as a copy. */
    public static CodeBlock guarded(Shape shape, CodeBlock value) {
        return shape instanceof Shape.ArrayOf
                ? CodeBlock.of("$T.fixed($L)", RuntimeTypes.CONTAINERS, value)
                : value;
    }

    /** From the value in {@code Bound} to that in {@code Params}. */
    public static CodeBlock current(Shape shape, CodeBlock value, String leaf) {
        if (shape instanceof Shape.Module) {
            return current(value);
        }
        return shape.holdsModules()
                ? mapContainer(shape, value, 0, (element, e) -> current(e))
                : copy(shape, value, fixed(leaf, false), 0);
    }

    /** Adds the tensors of a value in {@code Params} to {@code Leaves} of some name. */
    public static CodeBlock flatten(
            Shape shape, String leaves, CodeBlock name, CodeBlock value, String leaf) {
        return flatten(shape, CodeBlock.of("$L", leaves), name, value, leaf, 0);
    }

    private static CodeBlock flatten(
            Shape shape,
            CodeBlock leaves,
            CodeBlock name,
            CodeBlock value,
            String leaf,
            int depth) {
        if (shape instanceof Shape.ValueOf) {
            return CodeBlock.of("$L.node($L, $L, $L)", leaves, name, value, part("flatten", leaf));
        }
        if (!shape.isContainer()) {
            return CodeBlock.of("$L.$L($L, $L)", leaves, leafMethod(shape, leaf), name, value);
        }
        Shape element = shape.element();
        CodeBlock each = CodeBlock.of("$T::$L", RuntimeTypes.LEAVES, leafMethod(element, leaf));
        if (hasParts(element)) {
            CodeBlock o = variable("o", depth);
            CodeBlock n = variable("n", depth);
            CodeBlock e = variable("e", depth);
            CodeBlock inner = flatten(element, o, n, e, leaf, depth + 1);
            each = CodeBlock.of("($L, $L, $L) -> $L", o, n, e, inner);
        }
        return CodeBlock.of("$L.$L($L, $L, $L)", leaves, method(shape), name, value, each);
    }

    /** The same value with the tensors that a {@code LeafSource} of some name gives. */
    public static CodeBlock unflatten(Shape shape, String source, CodeBlock value, String leaf) {
        return unflatten(shape, CodeBlock.of("$L", source), value, leaf, 0);
    }

    private static CodeBlock unflatten(
            Shape shape, CodeBlock source, CodeBlock value, String leaf, int depth) {
        if (shape instanceof Shape.ValueOf) {
            return CodeBlock.of("$L.node($L, $L)", source, value, part("unflatten", leaf));
        }
        if (!shape.isContainer()) {
            return CodeBlock.of("$L.$L($L)", source, leafMethod(shape, leaf), value);
        }
        Shape element = shape.element();
        CodeBlock each =
                CodeBlock.of("$T::$L", RuntimeTypes.LEAF_SOURCE, leafMethod(element, leaf));
        if (hasParts(element)) {
            CodeBlock i = variable("i", depth);
            CodeBlock e = variable("e", depth);
            each = CodeBlock.of("($L, $L) -> $L", i, e, unflatten(element, i, e, leaf, depth + 1));
        }
        return CodeBlock.of("$L.$L($L, $L)", source, method(shape), value, each);
    }

    private static String leafMethod(Shape shape, String leaf) {
        return shape instanceof Shape.Module ? "tree" : leaf;
    }

    /**
     * A way of copying.
     *
     * @param method what {@code Containers} calls it
     * @param value what makes a value anew; none if values stay
     * @param ofModel whether what is copied is the model's, with its private types
     */
    private record Copying(String method, Optional<CodeBlock> value, boolean ofModel) {}

    /** What nobody writes into; a value is made anew, as it may hold what can be changed. */
    private static Copying fixed(String leaf, boolean ofModel) {
        CodeBlock parts = CodeBlock.of("$L, $L", part("flatten", leaf), part("unflatten", leaf));
        return new Copying("fixed", Optional.of(parts), ofModel);
    }

    /** A tensor is itself, and so is an optional of one. */
    private static CodeBlock copy(Shape shape, CodeBlock value, Copying copying, int depth) {
        if (isUnchanging(shape, copying)) {
            return value;
        }
        if (shape instanceof Shape.ValueOf v) {
            CodeBlock parts = copying.value.orElseThrow();
            CodeBlock own = copying.ofModel && v.copied() ? counterpart(v, value) : value;
            String method = copying.ofModel ? "renewed" : "again";
            return CodeBlock.of("$T.$L($L, $L)", RuntimeTypes.VALUES, method, own, parts);
        }
        boolean bound = copying.equals(MUTABLE);
        if (isUnchanging(shape.element(), copying)) {
            CodeBlock copied =
                    CodeBlock.of(
                            "$T.$L($L)",
                            RuntimeTypes.CONTAINERS,
                            copying.method,
                            bound ? value : collection(shape, value));
            return bound && shape.isOfItsOwn() ? declared(shape, value) : copied;
        }
        CodeBlock e = variable("e", depth);
        CodeBlock copied = container(shape, value, e, copy(shape.element(), e, copying, depth + 1));
        return bound ? declared(shape, copied) : copied;
    }

    /** The object of the twin's copy of a private type. */
    private static CodeBlock counterpart(Shape.ValueOf shape, CodeBlock value) {
        return CodeBlock.of(
                "$T.counterpart($T.lookup(), $T.class, $L)",
                RuntimeTypes.ACCESS,
                MethodHandles.class,
                shape.name(),
                value);
    }

    private static boolean isUnchanging(Shape shape, Copying copying) {
        if (shape instanceof Shape.ValueOf) {
            return copying.value.isEmpty();
        }
        return !shape.isContainer()
                || shape instanceof Shape.OptionalOf o && isUnchanging(o.element(), copying);
    }

    private interface Each {
        CodeBlock of(Shape element, CodeBlock value);
    }

    private static CodeBlock mapContainer(Shape shape, CodeBlock value, int depth, Each each) {
        CodeBlock e = variable("e", depth);
        CodeBlock inner =
                shape.element().isContainer()
                        ? mapContainer(shape.element(), e, depth + 1, each)
                        : each.of(shape.element(), e);
        return container(shape, value, e, inner);
    }

    private static CodeBlock container(
            Shape shape, CodeBlock value, CodeBlock variable, CodeBlock each) {
        List<CodeBlock> arguments = new ArrayList<>(List.of(collection(shape, value)));
        if (shape instanceof Shape.ArrayOf) {
            arguments.add(CodeBlock.of("$T::new", shape.paramsType()));
        }
        arguments.add(
                each.equals(current(variable))
                        ? CodeBlock.of("$T::current", RuntimeTypes.BINDER)
                        : CodeBlock.of("$L -> $L", variable, each));
        return container(shape, arguments);
    }

    /** The elements of what a model or {@code Bound} has in a field. */
    private static CodeBlock collection(Shape shape, CodeBlock value) {
        return shape instanceof Shape.ListOf l && l.type().equals(Shape.ITERABLE)
                ? CodeBlock.of("$T.collection($L)", RuntimeTypes.CONTAINERS, value)
                : value;
    }

    private static CodeBlock container(Shape shape, List<CodeBlock> arguments) {
        return CodeBlock.of(
                "$T.$L($L)",
                RuntimeTypes.CONTAINERS,
                method(shape),
                CodeBlock.join(arguments, ", "));
    }

    private static CodeBlock current(CodeBlock bound) {
        return CodeBlock.of("$T.current($L)", RuntimeTypes.BINDER, bound);
    }

    /** A lambda's parameter; nested lambdas need names of their own. */
    private static CodeBlock variable(String name, int depth) {
        return CodeBlock.of("$L$L", name, depth == 0 ? "" : Integer.toString(depth + 1));
    }

    private static boolean hasParts(Shape shape) {
        return shape.isContainer() || shape instanceof Shape.ValueOf;
    }

    /** The method of {@code Params} that goes through the parts of a value. */
    private static CodeBlock part(String method, String leaf) {
        return CodeBlock.of("Params::$L", partMethod(method, leaf));
    }

    /** Its name; {@code method} is {@code flatten} or {@code unflatten}. */
    public static String partMethod(String method, String leaf) {
        return leaf.equals("buffer") ? method + "Buffers" : method;
    }

    private static String method(Shape shape) {
        if (shape instanceof Shape.ListOf) {
            return "list";
        }
        if (shape instanceof Shape.MapOf) {
            return "map";
        }
        return shape instanceof Shape.ArrayOf ? "array" : "optional";
    }
}
