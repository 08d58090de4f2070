package org.higher.processor.twin.nd4j.methods;

import static org.higher.processor.twin.nd4j.methods.ArrayMethod.ARRAY;
import static org.higher.processor.twin.nd4j.methods.ArrayMethod.CONSTANT;
import static org.higher.processor.twin.nd4j.methods.ArrayMethod.INDEXING;
import static org.higher.processor.twin.nd4j.methods.ArrayMethod.LINALG;
import static org.higher.processor.twin.nd4j.methods.ArrayMethod.MATH;
import static org.higher.processor.twin.nd4j.methods.ArrayMethod.ND4J;
import static org.higher.processor.twin.nd4j.methods.ArrayMethod.NN;
import static org.higher.processor.twin.nd4j.methods.ArrayMethod.SAME;
import static org.higher.processor.twin.nd4j.methods.ArrayMethod.TRANSFORMS;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.higher.processor.twin.nd4j.methods.ArrayMethod.Effect;

/**
 * The table of ND4J's methods: what each becomes on tensors.
 *
 * <p>What ND4J's methods do with their arguments was found by running them: {@code Nd4j.nn()} and
 * {@code Nd4j.math()} change theirs, {@code Transforms} does if told not to copy.
 */
public final class ArrayMethods {
    private static final List<ArrayMethod> ROWS = new ArrayList<>();

    static {
        arithmetic();
        shapes();
        parts();
        writes();
        reductions();
        transforms();
        networks();
        math();
        algebra();
        several();
    }

    private ArrayMethods() {}

    /** All rows, in the order of the page. */
    public static List<ArrayMethod> rows() {
        return List.copyOf(ROWS);
    }

    /** The rows of a name. */
    public static List<ArrayMethod> named(String owner, String name) {
        return ROWS.stream().filter(r -> r.owner().equals(owner) && r.name().equals(name)).toList();
    }

    private static void row(String owner, String signature, String code, Effect effect) {
        ROWS.add(new ArrayMethod(owner, signature, code, effect));
    }

    private static void arithmetic() {
        for (String op : List.of("add", "sub", "mul", "div", "rsub", "rdiv")) {
            row(ARRAY, op + "(INDArray)", SAME, Effect.NEW);
            row(ARRAY, op + "(Number)", SAME, Effect.NEW);
            row(ARRAY, op + "i(INDArray)", "#Arithmetic." + op + "i($0, $1)", Effect.CHANGE);
            row(ARRAY, op + "i(Number)", "#Arithmetic." + op + "i($0, $1)", Effect.CHANGE);
            for (String vector : List.of("RowVector", "ColumnVector")) {
                String code = "#Arithmetic." + op + vector + "($0, $1)";
                row(ARRAY, op + vector + "(INDArray)", code, Effect.NEW);
                row(ARRAY, op + "i" + vector + "(INDArray)", code, Effect.CHANGE);
            }
        }
        row(ARRAY, "neg()", SAME, Effect.NEW);
        row(ARRAY, "negi()", "$0.neg()", Effect.CHANGE);
        row(ARRAY, "mmul(INDArray)", SAME, Effect.NEW);
        Map<String, String> comparisons = new LinkedHashMap<>();
        comparisons.put("gt", "gt");
        comparisons.put("lt", "lt");
        comparisons.put("gte", "ge");
        comparisons.put("lte", "le");
        comparisons.put("eq", "eq");
        comparisons.put("neq", "ne");
        comparisons.forEach((nd4j, op) -> comparison(nd4j, "$0." + op + "($1)"));
    }

    private static void comparison(String name, String code) {
        row(ARRAY, name + "(Number)", code, Effect.MASK);
        if (!name.endsWith("te")) {
            row(ARRAY, name + "(INDArray)", code, Effect.MASK);
        }
    }

    private static void shapes() {
        row(ARRAY, "dup()", SAME, Effect.NEW);
        row(ARRAY, "like()", "$0.zerosLike()", Effect.NEW);
        row(ARRAY, "ulike()", "$0.zerosLike()", Effect.NEW);
        row(ARRAY, "dup(char)", "$0.dup()", Effect.NEW);
        row(ARRAY, "detach()", "$0", Effect.VIEW);
        row(ARRAY, "castTo(DataType)", "#Shapes.castTo($0, $1)", Effect.VIEW);
        row(ARRAY, "transpose()", "#Shapes.transpose($0)", Effect.VIEW);
        row(ARRAY, "permute(int...)", SAME, Effect.VIEW);
        row(ARRAY, "reshape(long...)", "#Shapes.reshape($0, $*)", Effect.VIEW);
        row(ARRAY, "reshape(int[])", "#Shapes.reshape($0, $*)", Effect.VIEW);
        row(ARRAY, "reshape(long,long)", "#Shapes.reshape($0, $*)", Effect.VIEW);
        row(ARRAY, "reshape(char,long...)", "#Shapes.reshape($0, $*)", Effect.VIEW);
        row(ARRAY, "reshape(char,int...)", "#Shapes.reshape($0, $*)", Effect.VIEW);
        row(ARRAY, "reshape(char,int,int)", "#Shapes.reshape($0, $*)", Effect.VIEW);
        row(ARRAY, "ravel()", "$0.reshape(-1)", Effect.VIEW);
        row(ARRAY, "swapAxes(int,int)", "#Shapes.swapAxes($0, $*)", Effect.VIEW);
        row(ARRAY, "broadcast(long...)", "#Shapes.broadcast($0, $*)", Effect.VIEW);
        for (String size : List.of("rows()", "columns()", "shape()", "length()")) {
            String name = size.substring(0, size.length() - 2);
            row(ARRAY, size, "#Shapes." + name + "($0)", Effect.NUMBER);
        }
        row(ARRAY, "size(int)", "#Shapes.size($0, $1)", Effect.NUMBER);
        row(ARRAY, "rank()", SAME, Effect.NUMBER);
        for (String question : List.of("dataType", "isScalar", "isMatrix", "isSquare")) {
            row(ARRAY, question + "()", "#Shapes." + question + "($0)", Effect.NUMBER);
        }
    }

    private static void parts() {
        row(ARRAY, "slice(long)", "#Parts.slice($0, $1)", Effect.VIEW);
        row(ARRAY, "get(INDArrayIndex...)", "#Parts.get($0, $*)", Effect.VIEW);
        for (String get : List.of("getRow", "getColumn")) {
            row(ARRAY, get + "(long)", "#Parts." + get + "($0, $*)", Effect.VIEW);
            row(ARRAY, get + "(long,boolean)", "#Parts." + get + "($0, $*)", Effect.VIEW);
        }
        for (String several : List.of("getRows", "getColumns")) {
            row(ARRAY, several + "(int...)", "#Parts." + several + "($0, $*)", Effect.NEW);
        }
        for (String position : List.of("long", "long,long", "int...", "long...")) {
            String get = "#Numbers.get($0, $*)";
            row(ARRAY, "getDouble(" + position + ")", get, Effect.READ);
            row(ARRAY, "getFloat(" + position + ")", "#Numbers.toFloat(" + get + ")", Effect.READ);
            row(ARRAY, "getScalar(" + position + ")", "#Parts.getScalar($0, $*)", Effect.NEW);
        }
        row(ARRAY, "getInt(int...)", "#Numbers.getInt($0, $*)", Effect.NUMBER);
        for (String distance : List.of("distance1", "distance2", "squaredDistance")) {
            String code = "#Distances." + distance + "($0, $1)";
            row(ARRAY, distance + "(INDArray)", code, Effect.READ);
        }
        row(
                ARRAY,
                "tensorAlongDimension(long,int...)",
                "#Parts.tensorAlongDimension($0, $*)",
                Effect.VIEW);
    }

    private static void writes() {
        row(ARRAY, "assign(INDArray)", "#Writes.assign($0, $1)", Effect.CHANGE);
        row(ARRAY, "assign(Number)", "#Writes.assign($0, $1)", Effect.CHANGE);
        row(ARRAY, "putRow(long,INDArray)", "#Writes.putRow($0, $*)", Effect.CHANGE);
        row(ARRAY, "putColumn(int,INDArray)", "#Writes.putColumn($0, $*)", Effect.CHANGE);
        row(ARRAY, "put(INDArrayIndex[],INDArray)", "#Writes.put($0, $*)", Effect.CHANGE);
        row(ARRAY, "put(int,int,INDArray)", "#Writes.put($0, $*)", Effect.CHANGE);
        row(ARRAY, "put(int,int,Number)", "#Writes.put($0, $*)", Effect.CHANGE);
        row(ARRAY, "put(int[],INDArray)", "#Writes.put($0, $*)", Effect.CHANGE);
        for (String position : List.of("long", "int[]", "long[]")) {
            for (String number : List.of("double", "float", "int")) {
                row(
                        ARRAY,
                        "putScalar(" + position + "," + number + ")",
                        "#Writes.putScalar($0, $*)",
                        Effect.CHANGE);
            }
        }
        row(
                ARRAY,
                "replaceWhere(INDArray,Condition)",
                "#Writes.replaceWhere($0, $*)",
                Effect.CHANGE);
        for (String value : List.of("Number", "INDArray")) {
            row(
                    INDEXING,
                    "replaceWhere(INDArray," + value + ",Condition)",
                    "#Writes.replaceWhere($*)",
                    Effect.CHANGE);
        }
        row(ARRAY, "putScalar(long,long,double)", "#Writes.putScalar($0, $*)", Effect.CHANGE);
        row(ARRAY, "putScalar(long,long,long,double)", "#Writes.putScalar($0, $*)", Effect.CHANGE);
    }

    private static void reductions() {
        for (String reduction : List.of("sum", "mean")) {
            row(ARRAY, reduction + "(int...)", SAME, Effect.NEW);
            row(ARRAY, reduction + "(boolean,int...)", SAME, Effect.NEW);
        }
        for (String extreme : List.of("max", "min")) {
            row(ARRAY, extreme + "(int...)", "$0.a" + extreme + "($*)", Effect.NEW);
            row(ARRAY, extreme + "(boolean,int...)", "$0.a" + extreme + "($*)", Effect.NEW);
        }
        for (String spread : List.of("std", "var", "norm1", "norm2", "normmax", "prod")) {
            row(ARRAY, spread + "(int...)", "#Reductions." + spread + "($0, $*)", Effect.NEW);
            row(
                    ARRAY,
                    spread + "(boolean,int...)",
                    "#Reductions." + spread + "($0, $*)",
                    Effect.NEW);
        }
        for (String read :
                List.of("sum", "mean", "max", "min", "norm1", "norm2", "normmax", "std", "var")) {
            String name = read + "Number";
            row(ARRAY, name + "()", "#Numbers." + name + "($0)", Effect.READ);
        }
        row(ARRAY, "std(boolean,boolean,int...)", "#Reductions.std($0, $*)", Effect.NEW);
        row(ARRAY, "cumsum(int)", "#Reductions.cumsum($0, $1)", Effect.NEW);
        row(ARRAY, "argMax(int...)", "#Reductions.argMax($0, $*)", Effect.MASK);
    }

    private static void transforms() {
        for (String f :
                List.of(
                        "abs", "cos", "exp", "log", "neg", "relu", "sigmoid", "sign", "sin", "sqrt",
                        "tanh")) {
            transform(f, "$1." + f + "()");
        }
        transform("elu", "$1.elu(1)");
        transform("hardTanh", "$1.clamp(-1, 1)");
        transform("leakyRelu", "$1.leakyRelu(0.01)");
        transform("relu6", "$1.clamp(0, 6)");
        transform("softmax", "$1.softmax(-1)");
        transform("softPlus", "$1.softplus()");
        transform("softsign", "#Activations.softsign($1)");
        transform("sigmoidDerivative", "#Activations.sigmoidDerivative($1)");
        transform("step", "$1.gt(0)");
        transform("leakyRelu", "double", "$1.leakyRelu($2)");
        transform("pow", "Number", "#Arithmetic.pow($1, $2)");
        transform("pow", "INDArray", "#Arithmetic.pow($1, $2)");
        for (String extreme : List.of("max", "min")) {
            transform(extreme, "double", "$1." + extreme + "($2)");
            transform(extreme, "INDArray", "$1." + extreme + "($2)");
        }
        row(TRANSFORMS, "dot(INDArray,INDArray)", "$1.dot($2)", Effect.NEW);
        for (String distance :
                List.of("cosineDistance", "cosineSim", "euclideanDistance", "manhattanDistance")) {
            String code = "#Distances." + distance + "($1, $2)";
            row(TRANSFORMS, distance + "(INDArray,INDArray)", code, Effect.READ);
        }
    }

    private static void transform(String name, String code) {
        row(TRANSFORMS, name + "(INDArray)", code, Effect.NEW);
        row(TRANSFORMS, name + "(INDArray,boolean)", code, Effect.CHANGE);
    }

    private static void transform(String name, String argument, String code) {
        row(TRANSFORMS, name + "(INDArray," + argument + ")", code, Effect.NEW);
        row(TRANSFORMS, name + "(INDArray," + argument + ",boolean)", code, Effect.CHANGE);
    }

    private static void networks() {
        for (String f : List.of("sigmoid", "softplus", "tanh")) {
            row(NN, f + "(INDArray)", "$1." + f + "()", Effect.CHANGE);
        }
        row(NN, "logSigmoid(INDArray)", "$1.neg().softplus().neg()", Effect.CHANGE);
        row(NN, "selu(INDArray)", "#Activations.selu($1)", Effect.CHANGE);
        row(NN, "swish(INDArray)", "$1.silu()", Effect.CHANGE);
        row(NN, "softsign(INDArray)", "#Activations.softsign($1)", Effect.CHANGE);
        row(NN, "hardTanh(INDArray)", "$1.clamp(-1, 1)", Effect.CHANGE);
        row(NN, "hardSigmoid(INDArray)", "#Activations.hardSigmoid($1)", Effect.CHANGE);
        row(NN, "gelu(INDArray)", "#Activations.gelu($1)", Effect.CHANGE);
        row(NN, "relu6(INDArray,double)", "#Activations.relu6($1, $2)", Effect.CHANGE);
        row(
                NN,
                "reluLayer(INDArray,INDArray,INDArray)",
                "#Arithmetic.linear($*).relu()",
                Effect.NEW);
        row(NN, "relu(INDArray,double)", "#Activations.relu($1, $2)", Effect.CHANGE);
        row(NN, "leakyRelu(INDArray,double)", "$1.leakyRelu($2)", Effect.CHANGE);
        row(NN, "logSoftmax(INDArray)", "$1.logSoftmax(-1)", Effect.CHANGE);
        row(NN, "elu(INDArray)", "$1.elu(1)", Effect.NEW);
        row(NN, "softmax(INDArray)", "$1.softmax(-1)", Effect.NEW);
        row(NN, "softmax(INDArray,int)", "$1.softmax($2)", Effect.NEW);
        row(NN, "linear(INDArray,INDArray,INDArray)", "#Arithmetic.linear($*)", Effect.NEW);
    }

    private static void math() {
        for (String f :
                List.of(
                        "abs",
                        "cos",
                        "exp",
                        "log",
                        "neg",
                        "reciprocal",
                        "sign",
                        "sin",
                        "sqrt",
                        "square",
                        "tanh")) {
            row(MATH, f + "(INDArray)", "$1." + f + "()", Effect.CHANGE);
        }
        for (String op : List.of("add", "sub", "mul", "div")) {
            row(MATH, op + "(INDArray,INDArray)", "$1." + op + "($2)", Effect.NEW);
            row(MATH, op + "(INDArray,double)", "$1." + op + "($2)", Effect.CHANGE);
        }
        row(MATH, "pow(INDArray,double)", "$1.pow($2)", Effect.CHANGE);
        row(MATH, "cube(INDArray)", "$1.pow(3)", Effect.CHANGE);
        row(MATH, "rsqrt(INDArray)", "$1.sqrt().reciprocal()", Effect.CHANGE);
        row(MATH, "log1p(INDArray)", "$1.add(1).log()", Effect.CHANGE);
        row(MATH, "max(INDArray,INDArray)", "$1.max($2)", Effect.NEW);
        row(MATH, "min(INDArray,INDArray)", "$1.min($2)", Effect.NEW);
    }

    private static void algebra() {
        row(LINALG, "mmul(INDArray,INDArray)", "$1.mmul($2)", Effect.NEW);
        row(LINALG, "matmul(INDArray,INDArray)", "$1.mmul($2)", Effect.NEW);
        row(ND4J, "matmul(INDArray,INDArray)", "$1.mmul($2)", Effect.NEW);
        row(ND4J, "gemm(INDArray,INDArray,boolean,boolean)", "#Shapes.gemm($*)", Effect.NEW);
        for (String reduction : List.of("sum", "mean")) {
            row(ND4J, reduction + "(INDArray)", "$1." + reduction + "()", Effect.NEW);
            row(ND4J, reduction + "(INDArray,int)", "$1." + reduction + "($2)", Effect.NEW);
        }
        for (String extreme : List.of("max", "min")) {
            row(ND4J, extreme + "(INDArray)", "$1.a" + extreme + "()", Effect.NEW);
            row(ND4J, extreme + "(INDArray,int)", "$1.a" + extreme + "($2)", Effect.NEW);
        }
        for (String spread : List.of("std", "var", "prod")) {
            row(ND4J, spread + "(INDArray)", "#Reductions." + spread + "($1)", Effect.NEW);
            row(ND4J, spread + "(INDArray,int)", "#Reductions." + spread + "($1, $2)", Effect.NEW);
        }
        row(ND4J, "argMax(INDArray,int...)", "#Reductions.argMax($*)", Effect.MASK);
    }

    private static void several() {
        row(ND4J, "tile(INDArray,int...)", "#Joins.tile($*)", Effect.NEW);
        row(ND4J, "toFlattened(INDArray...)", "#Joins.toFlattened($*)", Effect.NEW);
        row(ND4J, "toFlattened(Collection)", "#Joins.toFlattened($*)", Effect.NEW);
        for (String join : List.of("concat", "stack")) {
            row(ND4J, join + "(int,INDArray...)", "#Joins." + join + "($*)", Effect.JOIN);
        }
        for (String join : List.of("vstack", "hstack")) {
            row(ND4J, join + "(INDArray...)", "#Joins." + join + "($*)", Effect.JOIN);
            row(ND4J, join + "(Collection)", "#Joins." + join + "($*)", Effect.JOIN);
        }
        row(ND4J, "pile(INDArray...)", "#Joins.pile($*)", Effect.JOIN);
        row(ND4J, "zerosLike(INDArray)", "$1.zerosLike()", Effect.NEW);
        row(ND4J, "onesLike(INDArray)", "$1.onesLike()", Effect.NEW);
        row(ND4J, "expandDims(INDArray,int)", "$1.unsqueeze($2)", Effect.VIEW);
        row(ND4J, "squeeze(INDArray,int)", "$1.squeeze($2)", Effect.VIEW);
        for (String creation :
                List.of(
                        "arange",
                        "create",
                        "createFromArray",
                        "createUninitialized",
                        "eye",
                        "linspace",
                        "ones",
                        "scalar",
                        "valueArrayOf",
                        "zeros")) {
            row(ND4J, creation + "(*)", CONSTANT, Effect.NEW);
        }
    }
}
