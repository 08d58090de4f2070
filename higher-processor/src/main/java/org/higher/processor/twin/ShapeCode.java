package org.higher.processor.twin;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import org.higher.processor.stage.RuntimeTypes;

/** The expressions that read, bind and map a field, whatever its shape. */
final class ShapeCode {
    private ShapeCode() {}

    /** From the model's own value to that in {@code Params}. */
    static CodeBlock params(Shape shape, CodeBlock value) {
        if (shape instanceof Shape.Module m) {
            return CodeBlock.of(
                    "$T.params($L, $T::of)",
                    RuntimeTypes.BINDER,
                    value,
                    TwinNames.twin(m.type()));
        }
        if (!shape.holdsModules()) {
            return copy(shape, value, "fixed", 0);
        }
        return mapContainer(shape, value, 0, ShapeCode::params);
    }

    /** From the model's own value and that in {@code Params} to that in {@code Bound}. */
    static CodeBlock bind(Shape shape, CodeBlock module, CodeBlock params, int depth) {
        if (shape instanceof Shape.Module m) {
            return CodeBlock.of(
                    "binder.bind($L, $T::of, $L)", module, TwinNames.twin(m.type()), params);
        }
        String suffix = depth == 0 ? "" : Integer.toString(depth);
        CodeBlock m = CodeBlock.of("m$L", suffix);
        CodeBlock p = CodeBlock.of("p$L", suffix);
        CodeBlock each = bind(shape.element(), m, p, depth + 1);
        return shape instanceof Shape.ArrayOf
                ? CodeBlock.of(
                        "$T.array($L, $L, $T::new, ($L, $L) -> $L)",
                        RuntimeTypes.CONTAINERS,
                        module,
                        params,
                        shape.boundType(),
                        m,
                        p,
                        each)
                : CodeBlock.of(
                        "$T.$L($L, $L, ($L, $L) -> $L)",
                        RuntimeTypes.CONTAINERS,
                        method(shape),
                        module,
                        params,
                        m,
                        p,
                        each);
    }

    /** What forward passes may write into: a buffer's value in {@code Params}, copied. */
    static CodeBlock mutable(Shape shape, CodeBlock value) {
        return copy(shape, value, "mutable", 0);
    }

    /** From the value in {@code Bound} to that in {@code Params}. */
    static CodeBlock current(Shape shape, CodeBlock value) {
        if (shape instanceof Shape.Module) {
            return CodeBlock.of("$T.current($L)", RuntimeTypes.BINDER, value);
        }
        return shape.holdsModules()
                ? mapContainer(shape, value, 0, ShapeCode::current)
                : copy(shape, value, "fixed", 0);
    }

    /** From a value in {@code Params} to the same with other tensors. */
    static CodeBlock map(Shape shape, CodeBlock name, CodeBlock value, String leaf, int depth) {
        if (!isContainer(shape)) {
            String method = shape instanceof Shape.Module ? "tree" : leaf;
            return CodeBlock.of("mapper.$L($L, $L)", method, name, value);
        }
        Shape element = shape.element();
        CodeBlock each = CodeBlock.of("mapper::$L", element instanceof Shape.Module ? "tree" : leaf);
        if (isContainer(element)) {
            CodeBlock n = CodeBlock.of("n$L", depth == 0 ? "" : Integer.toString(depth));
            CodeBlock e = CodeBlock.of("e$L", depth == 0 ? "" : Integer.toString(depth));
            each = CodeBlock.of("($L, $L) -> $L", n, e, map(element, n, e, leaf, depth + 1));
        }
        return CodeBlock.of("mapper.$L($L, $L, $L)", method(shape), name, value, each);
    }

    /** A tensor is itself; so is an optional of one. */
    private static CodeBlock copy(Shape shape, CodeBlock value, String method, int depth) {
        if (!isContainer(shape) || shape instanceof Shape.OptionalOf o && !isContainer(o.element())) {
            return value;
        }
        if (!isContainer(shape.element())) {
            return CodeBlock.of("$T.$L($L)", RuntimeTypes.CONTAINERS, method, value);
        }
        CodeBlock e = CodeBlock.of("e$L", depth == 0 ? "" : Integer.toString(depth));
        return container(shape, shape.paramsType(), value, e, copy(shape.element(), e, method, depth + 1));
    }

    private interface Each {
        CodeBlock of(Shape element, CodeBlock value);
    }

    private static CodeBlock mapContainer(Shape shape, CodeBlock value, int depth, Each each) {
        CodeBlock e = CodeBlock.of("e$L", depth == 0 ? "" : Integer.toString(depth));
        CodeBlock inner =
                isContainer(shape.element())
                        ? mapContainer(shape.element(), e, depth + 1, each)
                        : each.of(shape.element(), e);
        return container(shape, shape.paramsType(), value, e, inner);
    }

    private static CodeBlock container(
            Shape shape,
            TypeName result,
            CodeBlock value,
            CodeBlock variable,
            CodeBlock each) {
        CodeBlock create =
                shape instanceof Shape.ArrayOf ? CodeBlock.of(" $T::new,", result) : CodeBlock.of("");
        return CodeBlock.of(
                "$T.$L($L,$L $L -> $L)",
                RuntimeTypes.CONTAINERS,
                method(shape),
                value,
                create,
                variable,
                each);
    }

    private static boolean isContainer(Shape shape) {
        return shape.element() != shape;
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
