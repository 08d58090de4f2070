package org.higher.internal.host.fused;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The code of a pass: interpreted until that has taken as long as compiling would.
 *
 * <p>Compiled code is made and warmed up in the background ({@link PassCompiler}), and taken once
 * it is faster.
 */
final class PassCode {
    /** Nanoseconds that compiling takes, the JIT compiler's part included. */
    private static final long COST = 200_000_000;

    private final FusedPass pass;

    /** Nanoseconds that were spent interpreting. */
    private final AtomicLong spent = new AtomicLong();

    /** Whether compiled code was asked for: once, whatever became of it. */
    private final AtomicBoolean asked = new AtomicBoolean();

    private volatile @Nullable CompiledPass compiled;

    PassCode(FusedPass pass) {
        this.pass = pass;
    }

    FusedPass pass() {
        return pass;
    }

    boolean isCompiled() {
        return compiled != null;
    }

    /** From now on it is run by compiled code. */
    void replace(CompiledPass code) {
        compiled = code;
    }

    /**
     * Runs it.
     *
     * @param loop does, by workers of the code that there is now
     */
    void run(PassData data, Consumer<Supplier<PassWorker>> loop) {
        CompilationMode mode = CompilationMode.current();
        if (mode == CompilationMode.ALWAYS && asked.compareAndSet(false, true)) {
            compiled = CompiledPass.of(pass).orElse(null);
        }
        CompiledPass code = compiled;
        if (code != null && mode != CompilationMode.OFF) {
            loop.accept(code.workers(data));
            return;
        }
        long start = System.nanoTime();
        loop.accept(() -> new InterpretedPass(data));
        long total = spent.addAndGet(System.nanoTime() - start);
        if (mode == CompilationMode.AUTO && total >= COST && asked.compareAndSet(false, true)) {
            PassCompiler.compile(this);
        }
    }
}
