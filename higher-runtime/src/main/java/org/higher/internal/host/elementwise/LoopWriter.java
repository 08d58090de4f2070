package org.higher.internal.host.elementwise;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes operations on each element as one loop, in the bytecode of a hidden class.
 *
 * <p>In Java, {@code w - 0.1f * g} would be
 *
 * <pre>{@code
 * float[] w = (float[]) arrays[0], g = (float[]) arrays[1], result = (float[]) arrays[4];
 * float c = (float) scalars[2];
 * for (int i = from; i < to; i++) {
 *     float a = w[i], b = g[i];
 *     float d = FloatFormulas.mul(c, b);
 *     result[i] = FloatFormulas.sub(a, d);
 * }
 * }</pre>
 *
 * <p>That is the form that C2 vectorises, once it has inlined the calls: one index for all arrays,
 * and no branch.
 */
public final class LoopWriter {
    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
    private static final String OBJECT = Type.getInternalName(Object.class);
    private static final String LOOP = Type.getInternalName(ElementwiseLoop.class);

    // the arguments of ElementwiseLoop.run
    private static final int ARRAYS = 1;
    private static final int SCALARS = 2;
    private static final int FROM = 3;
    private static final int TO = 4;
    private static final int FIRST_FREE = 5;

    private final boolean isFloat;
    private final IntPredicate isScalar;

    /** {@link Type#FLOAT_TYPE} or double: the type of the elements. */
    private final Type type;

    private final List<Result> results = new ArrayList<>();
    private final Set<Integer> computed = new LinkedHashSet<>();

    /** By value: the local variables of arrays, and of elements and scalars. */
    private final Map<Integer, Integer> arrays = new HashMap<>();

    private final Map<Integer, Integer> values = new HashMap<>();

    private int nextLocal = FIRST_FREE;

    private record Result(int value, Operation operation, boolean isStored) {}

    /**
     * A loop without operations.
     *
     * @param isFloat the type of all elements: float or double
     * @param isScalar by value: whether it is the same for all elements
     */
    public LoopWriter(boolean isFloat, IntPredicate isScalar) {
        this.isFloat = isFloat;
        this.isScalar = isScalar;
        this.type = isFloat ? Type.FLOAT_TYPE : Type.DOUBLE_TYPE;
    }

    /**
     * Adds an operation.
     *
     * @param value the number of its result, which is that of its array, too
     * @param isStored whether it is written to its array
     */
    public void add(int value, Operation operation, boolean isStored) {
        results.add(new Result(value, operation, isStored));
        computed.add(value);
    }

    /** The loop. */
    public ElementwiseLoop loop() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        writer.visit(
                Opcodes.V17,
                Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC,
                LOOP + "Code",
                null,
                OBJECT,
                new String[] {LOOP});
        MethodVisitor constructor = writer.visitMethod(0, "<init>", "()V", null, null);
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, OBJECT, "<init>", "()V", false);
        constructor.visitInsn(Opcodes.RETURN);
        constructor.visitMaxs(0, 0);
        MethodVisitor code =
                writer.visitMethod(
                        Opcodes.ACC_PUBLIC, "run", "([Ljava/lang/Object;[DII)V", null, null);
        write(code);
        code.visitMaxs(0, 0);
        try {
            return (ElementwiseLoop)
                    HERE.defineHiddenClass(writer.toByteArray(), true)
                            .lookupClass()
                            .getDeclaredConstructor()
                            .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the bytecode of a loop can't be loaded", e);
        }
    }

    private void write(MethodVisitor code) {
        Set<Integer> read = new LinkedHashSet<>();
        for (Result result : results) {
            for (int operand : result.operation.operands()) {
                if (computed.contains(operand)) {
                    continue;
                }
                if (isScalar.test(operand)) {
                    values.computeIfAbsent(operand, value -> loadScalar(code, value));
                } else {
                    arrays.computeIfAbsent(operand, value -> loadArray(code, value));
                    read.add(operand);
                }
            }
            if (result.isStored) {
                arrays.computeIfAbsent(result.value, value -> loadArray(code, value));
            }
        }
        int index = local(1);
        code.visitVarInsn(Opcodes.ILOAD, FROM);
        code.visitVarInsn(Opcodes.ISTORE, index);
        Label next = new Label();
        Label end = new Label();
        code.visitLabel(next);
        code.visitVarInsn(Opcodes.ILOAD, index);
        code.visitVarInsn(Opcodes.ILOAD, TO);
        code.visitJumpInsn(Opcodes.IF_ICMPGE, end);
        // first of all: an output may be written to where another value is read
        for (int value : read) {
            code.visitVarInsn(Opcodes.ALOAD, local(arrays, value));
            code.visitVarInsn(Opcodes.ILOAD, index);
            code.visitInsn(type.getOpcode(Opcodes.IALOAD));
            values.put(value, store(code));
        }
        for (Result result : results) {
            compute(code, result.operation);
            values.put(result.value, store(code));
            if (result.isStored) {
                code.visitVarInsn(Opcodes.ALOAD, local(arrays, result.value));
                code.visitVarInsn(Opcodes.ILOAD, index);
                push(code, result.value);
                code.visitInsn(type.getOpcode(Opcodes.IASTORE));
            }
        }
        code.visitIincInsn(index, 1);
        code.visitJumpInsn(Opcodes.GOTO, next);
        code.visitLabel(end);
        code.visitInsn(Opcodes.RETURN);
    }

    private int loadArray(MethodVisitor code, int value) {
        code.visitVarInsn(Opcodes.ALOAD, ARRAYS);
        code.visitLdcInsn(value);
        code.visitInsn(Opcodes.AALOAD);
        code.visitTypeInsn(Opcodes.CHECKCAST, "[" + type.getDescriptor());
        int local = local(1);
        code.visitVarInsn(Opcodes.ASTORE, local);
        return local;
    }

    private int loadScalar(MethodVisitor code, int value) {
        code.visitVarInsn(Opcodes.ALOAD, SCALARS);
        code.visitLdcInsn(value);
        code.visitInsn(Opcodes.DALOAD);
        if (isFloat) {
            code.visitInsn(Opcodes.D2F);
        }
        return store(code);
    }

    private void compute(MethodVisitor code, Operation operation) {
        for (int operand : operation.operands()) {
            push(code, operand);
        }
        Class<?> formulas = isFloat ? FloatFormulas.class : DoubleFormulas.class;
        Class<?> functions = isFloat ? FloatFunctions.class : DoubleFunctions.class;
        code.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                Type.getInternalName(operation.isTranscendental() ? functions : formulas),
                operation.formula(),
                "(" + type.getDescriptor().repeat(operation.operands().length) + ")" + type,
                false);
    }

    private void push(MethodVisitor code, int value) {
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local(values, value));
    }

    /** Moves what is on the stack to a new local variable. */
    private int store(MethodVisitor code) {
        int local = local(type.getSize());
        code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), local);
        return local;
    }

    private int local(int size) {
        int local = nextLocal;
        nextLocal += size;
        return local;
    }

    private static int local(Map<Integer, Integer> locals, int value) {
        return Objects.requireNonNull(locals.get(value));
    }
}
