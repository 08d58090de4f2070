package org.higher.processor.twin.nd4j.methods;

import java.util.List;
import org.higher.processor.types.Nd4j;

/**
 * A method of ND4J and the code on tensors that does the same.
 *
 * @param owner the qualified name of the class that declares it
 * @param signature its name with the simple names of its parameters' types
 * @param code what it becomes: {@code $0} is what it is called on, {@code $1} its first argument,
 *     {@code $*} all of them, {@code #Shapes} the class {@code NdShapes} of the support library
 * @param effect what becomes of the arrays that it is given
 */
public record ArrayMethod(String owner, String signature, String code, Effect effect) {
    /** What a method does with its target: what it is called on, or its first argument. */
    public enum Effect {
        /** The result is a new array. */
        NEW,
        /** The result may share its elements with the target. */
        VIEW,
        /** The result is a new array if it is made of several; of a single one it is that one. */
        JOIN,
        /** The target is changed, and is the result. */
        CHANGE,
        /** The result is new, and of truth values. */
        MASK,
        /** The result is no array. */
        NUMBER,
        /** The result is a number that depends on elements: in the twin, a tensor without axes. */
        READ
    }

    /** The text of the call stays. */
    public static final String SAME = "=";

    /** The text of the call stays, and a copy of the array is made. */
    public static final String CONSTANT = "constant";

    public static final String ARRAY = Nd4j.ARRAY.canonicalName();
    public static final String TRANSFORMS = "org.nd4j.linalg.ops.transforms.Transforms";
    public static final String ND4J = "org.nd4j.linalg.factory.Nd4j";
    public static final String INDEXING = "org.nd4j.linalg.indexing.BooleanIndexing";
    public static final String NN = "org.nd4j.linalg.factory.ops.NDNN";
    public static final String LINALG = "org.nd4j.linalg.factory.ops.NDLinalg";
    public static final String MATH = "org.nd4j.linalg.factory.ops.NDMath";

    public String name() {
        return signature.substring(0, signature.indexOf('('));
    }

    /** The simple names of the parameters' types. */
    public List<String> parameters() {
        String list = signature.substring(signature.indexOf('(') + 1, signature.length() - 1);
        return list.isEmpty() ? List.of() : List.of(list.split(","));
    }

    /** The simple name of the type of an argument. */
    public String parameter(int argument) {
        int last = parameters().size() - 1;
        return parameters().get(Math.min(argument, last)).replace("...", "");
    }

    /** Whether all overloads count, whatever their parameters are. */
    public boolean isAnyOverload() {
        return parameters().equals(List.of("*"));
    }

    /** Whether the result is an array. */
    public boolean isArray() {
        return effect != Effect.NUMBER && effect != Effect.READ;
    }

    /** Whether it is called on an array. */
    public boolean isOfArray() {
        return owner.equals(ARRAY);
    }

    /** Whether it can be called with a number of arguments. */
    public boolean takes(int arguments) {
        int count = parameters().size();
        boolean varargs = count > 0 && parameters().get(count - 1).endsWith("...");
        return isAnyOverload() || (varargs ? arguments >= count - 1 : arguments == count);
    }

    /** As a message or a page names it. */
    public String shown() {
        String simple = owner.substring(owner.lastIndexOf('.') + 1);
        return simple + "." + signature;
    }
}
