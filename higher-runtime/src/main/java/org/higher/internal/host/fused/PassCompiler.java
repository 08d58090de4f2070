package org.higher.internal.host.fused;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.higher.internal.threads.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles passes in a thread of its own, which ends when there is nothing to do.
 *
 * <p>New bytecode is slow until the JVM has compiled it in turn, so the thread runs it on numbers
 * of its own until it is faster than the interpreter.
 */
final class PassCompiler implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PassCompiler.class);
    private static final PassCompiler INSTANCE = new PassCompiler();

    /** Nanoseconds for which the JIT compiler is left alone. */
    private static final long PAUSE = 10_000_000;

    private final Queue<Request> requests = new ArrayDeque<>();
    private boolean isRunning;

    private PassCompiler() {}

    /** Compiles a pass, some time. */
    static void compile(PassCode code) {
        INSTANCE.add(new Request(code, null));
    }

    /** A pass, and how it is doing once there is code. */
    private record Request(PassCode code, @Nullable PassTrial trial) {}

    private synchronized void add(Request request) {
        requests.add(request);
        if (!isRunning) {
            try {
                DaemonThreads.create(this, "higher-compiler").start();
                isRunning = true;
            } catch (OutOfMemoryError noThreadToBeHad) {
                LOG.debug("programs are compiled with the next one", noThreadToBeHad);
            }
        }
    }

    private synchronized Optional<Request> next() {
        isRunning = !requests.isEmpty();
        return Optional.ofNullable(requests.poll());
    }

    @Override
    public void run() {
        try {
            serveAll();
        } catch (OutOfMemoryError full) {
            stop(); // the next program that asks starts another thread
        }
    }

    private void serveAll() {
        for (Optional<Request> next = next(); next.isPresent(); next = next()) {
            try {
                serve(next.get());
                LockSupport.parkNanos(this, PAUSE);
            } catch (RuntimeException | Error e) {
                LOG.error("a fused program could not be compiled; it is interpreted", e);
            }
        }
    }

    private synchronized void stop() {
        isRunning = false;
    }

    private void serve(Request request) {
        PassTrial trial = request.trial();
        if (trial == null) {
            FusedPass pass = request.code().pass();
            CompiledPass.of(pass)
                    .map(compiled -> new PassTrial(pass, compiled))
                    .ifPresent(made -> add(new Request(request.code(), made)));
        } else if (trial.isFaster()) {
            request.code().replace(trial.compiled());
        } else if (trial.goesOn()) {
            add(request);
        }
    }
}
