package org.higher.internal.host.fused;

import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.backend.Program;
import org.higher.internal.host.elementwise.FloatFunctions;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes some steps of a pass as one loop, in the bytecode of a hidden class.
 *
 * <p>In Java, of {@code w - 0.1f * g}, it would be
 *
 * <pre>{@code
 * float[] w = (float[]) arrays[0], g = (float[]) arrays[1], result = (float[]) arrays[4];
 * float c = (float) scalars[2];
 * for (int i = from; i < to; i++) {
 *     float a = c * g[i];
 *     result[i] = w[i] - a;
 * }
 * }</pre>
 *
 * <p>That is the form that C2 vectorises: one index for all arrays, and no branch. The formulas are
 * those of {@code FloatLoops}, so the results are the same bits.
 */
final class LoopPrinter {
    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
    private static final String NAME = Type.getInternalName(CompiledLoop.class);
    private static final String MATH = Type.getInternalName(Math.class);

    // the arguments of CompiledLoop.run
    private static final int ARRAYS = 1;
    private static final int SCALARS = 2;
    private static final int FROM = 3;
    private static final int TO = 4;

    private final FusedPass pass;
    private final int[] steps;
    private final boolean isFloat;

    /** {@link Type#FLOAT_TYPE} or double: the type of the elements. */
    private final Type type;

    private final MethodVisitor code;

    /** By step: the local variables of arrays, and of values and scalars. */
    private final Map<Integer, Integer> arrays = new LinkedHashMap<>();

    private final Map<Integer, Integer> values = new HashMap<>();

    private int nextLocal = TO + 1;

    private LoopPrinter(FusedPass pass, int[] steps, MethodVisitor code) {
        this.pass = pass;
        this.steps = steps;
        this.isFloat = pass.isFloat();
        this.type = isFloat ? Type.FLOAT_TYPE : Type.DOUBLE_TYPE;
        this.code = code;
    }

    /**
     * Some steps of a pass as one loop.
     *
     * @param isStored by step: whether its values are written to its array
     */
    static CompiledLoop loop(FusedPass pass, int[] steps, boolean[] isStored) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        writer.visit(
                Opcodes.V17,
                Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC,
                NAME + "Code",
                null,
                Type.getInternalName(Object.class),
                new String[] {NAME});
        MethodVisitor constructor = writer.visitMethod(0, "<init>", "()V", null, null);
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitMethodInsn(
                Opcodes.INVOKESPECIAL, Type.getInternalName(Object.class), "<init>", "()V", false);
        constructor.visitInsn(Opcodes.RETURN);
        constructor.visitMaxs(0, 0);
        String run = "([Ljava/lang/Object;[DII)V";
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", run, null, null);
        new LoopPrinter(pass, steps, code).print(isStored);
        code.visitMaxs(0, 0);
        try {
            return (CompiledLoop)
                    HERE.defineHiddenClass(writer.toByteArray(), true)
                            .lookupClass()
                            .getDeclaredConstructor()
                            .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the bytecode of a fused program can't be loaded", e);
        }
    }

    private void print(boolean[] isStored) {
        for (int step : steps) {
            pass.scalarOperands(step).forEach(this::loadScalar);
            pass.elementwiseOperands(step).filter(operand -> !isOurs(operand)).forEach(this::array);
            if (isStored[step]) {
                array(step);
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
        for (int step : arrays.keySet()) {
            if (!isOurs(step)) {
                loadElement(step, index);
            }
        }
        for (int step : steps) {
            compute(pass.step(step));
            int value = local(type.getSize());
            code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), value);
            values.put(step, value);
            if (isStored[step]) {
                code.visitVarInsn(Opcodes.ALOAD, local(arrays, step));
                code.visitVarInsn(Opcodes.ILOAD, index);
                push(step);
                code.visitInsn(type.getOpcode(Opcodes.IASTORE));
            }
        }
        code.visitIincInsn(index, 1);
        code.visitJumpInsn(Opcodes.GOTO, next);
        code.visitLabel(end);
        code.visitInsn(Opcodes.RETURN);
    }

    private boolean isOurs(int step) {
        for (int ours : steps) {
            if (ours == step) {
                return true;
            }
        }
        return false;
    }

    private int local(int size) {
        int local = nextLocal;
        nextLocal += size;
        return local;
    }

    private static int local(Map<Integer, Integer> locals, int step) {
        return Objects.requireNonNull(locals.get(step));
    }

    private void array(int step) {
        if (!arrays.containsKey(step)) {
            int local = local(1);
            code.visitVarInsn(Opcodes.ALOAD, ARRAYS);
            pushInt(step);
            code.visitInsn(Opcodes.AALOAD);
            code.visitTypeInsn(Opcodes.CHECKCAST, "[" + type.getDescriptor());
            code.visitVarInsn(Opcodes.ASTORE, local);
            arrays.put(step, local);
        }
    }

    private void loadScalar(int step) {
        if (!values.containsKey(step)) {
            int local = local(type.getSize());
            code.visitVarInsn(Opcodes.ALOAD, SCALARS);
            pushInt(step);
            code.visitInsn(Opcodes.DALOAD);
            if (isFloat) {
                code.visitInsn(Opcodes.D2F);
            }
            code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), local);
            values.put(step, local);
        }
    }

    private void loadElement(int step, int index) {
        int local = local(type.getSize());
        code.visitVarInsn(Opcodes.ALOAD, local(arrays, step));
        code.visitVarInsn(Opcodes.ILOAD, index);
        code.visitInsn(type.getOpcode(Opcodes.IALOAD));
        code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), local);
        values.put(step, local);
    }

    private void compute(Program.Step step) {
        if (step instanceof Program.Apply apply) {
            compute(apply.f(), () -> push(apply.x()));
        } else {
            Program.Combine combine = (Program.Combine) step;
            compute(combine.f(), () -> push(combine.a()), () -> push(combine.b()));
        }
    }

    private void compute(Unary f, Runnable x) {
        switch (f) {
            case NEG -> {
                x.run();
                code.visitInsn(type.getOpcode(Opcodes.INEG));
            }
            case ABS -> {
                x.run();
                call(MATH, "abs", 1);
            }
            case SIGN -> sign(x);
            case SQRT -> squareRoot(x);
            case TANH -> {
                x.run();
                call(Type.getInternalName(FloatFunctions.class), "tanh", 1);
            }
            case RELU -> {
                x.run();
                pushNumber(0);
                call(MATH, "max", 2);
            }
            case SQUARE -> {
                x.run();
                x.run();
                operate(Opcodes.IMUL);
            }
            case RECIPROCAL -> {
                pushNumber(1);
                x.run();
                operate(Opcodes.IDIV);
            }
            case EXP, LOG, SIN, COS, SIGMOID, SOFTPLUS, ERF -> throw new AssertionError(f);
        }
    }

    /** As FloatLoops: blown up and clamped. */
    private void sign(Runnable x) {
        pushNumber(-1);
        pushNumber(1);
        x.run();
        pushNumber(isFloat ? 2 / Float.MIN_NORMAL : 2 / Double.MIN_NORMAL);
        operate(Opcodes.IMUL);
        pushNumber(
                isFloat
                        ? Float.MIN_NORMAL / Float.MIN_VALUE
                        : Double.MIN_NORMAL / Double.MIN_VALUE);
        operate(Opcodes.IMUL);
        call(MATH, "min", 2);
        call(MATH, "max", 2);
    }

    private void squareRoot(Runnable x) {
        x.run();
        if (isFloat) {
            code.visitInsn(Opcodes.F2D);
        }
        code.visitMethodInsn(Opcodes.INVOKESTATIC, MATH, "sqrt", "(D)D", false);
        if (isFloat) {
            code.visitInsn(Opcodes.D2F);
        }
    }

    private void compute(Binary f, Runnable a, Runnable b) {
        switch (f) {
            case ADD -> operate(Opcodes.IADD, a, b);
            case SUB -> operate(Opcodes.ISUB, a, b);
            case MUL -> operate(Opcodes.IMUL, a, b);
            case DIV -> operate(Opcodes.IDIV, a, b);
            case MAX -> {
                a.run();
                b.run();
                call(MATH, "max", 2);
            }
            case MIN -> {
                a.run();
                b.run();
                call(MATH, "min", 2);
            }
            case TANH_VJP -> { // a (1 - b b)
                a.run();
                pushNumber(1);
                operate(Opcodes.IMUL, b, b);
                operate(Opcodes.ISUB);
                operate(Opcodes.IMUL);
            }
            case SIGMOID_VJP -> { // a (b (1 - b))
                a.run();
                b.run();
                pushNumber(1);
                b.run();
                operate(Opcodes.ISUB);
                operate(Opcodes.IMUL);
                operate(Opcodes.IMUL);
            }
            case POW, EQ, NE, LT, LE, GT, GE, RELU_VJP -> throw new AssertionError(f);
        }
    }

    private void operate(int opcode, Runnable a, Runnable b) {
        a.run();
        b.run();
        operate(opcode);
    }

    /** An instruction of ints, as that of the elements. */
    private void operate(int opcode) {
        code.visitInsn(type.getOpcode(opcode));
    }

    private void call(String owner, String name, int arguments) {
        String descriptor = "(" + type.getDescriptor().repeat(arguments) + ")" + type;
        code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }

    private void push(int step) {
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local(values, step));
    }

    private void pushNumber(double value) {
        if (isFloat) {
            code.visitLdcInsn((float) value);
        } else {
            code.visitLdcInsn(value);
        }
    }

    private void pushInt(int value) {
        code.visitLdcInsn(value);
    }
}
