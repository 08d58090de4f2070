package org.higher.processor.diagnostics;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import javax.lang.model.element.TypeElement;

/** Keeps faults of the processor itself from ending the compiler: each is an error at its class. */
public final class Faults {
    /** How much of the stack helps to find the fault; an overflow has thousands of lines. */
    private static final int DEPTH = 40;

    private Faults() {}

    /** Runs what is to be done about a class, and reports what it throws unexpectedly. */
    public static void guard(TypeElement type, Reporter reporter, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError fault) {
            rethrowMissingClass(fault);
            reporter.report(type, Message.PROCESSOR_FAULT, type, fault);
            reporter.note(type, stack(fault));
        }
    }

    /** What javac throws for a class file that is not there; it knows what to say itself. */
    private static void rethrowMissingClass(Throwable fault) {
        if (fault instanceof RuntimeException e
                && e.getClass().getSimpleName().equals("CompletionFailure")) {
            throw e;
        }
    }

    private static String stack(Throwable fault) {
        for (Throwable t = fault; t != null; t = t.getCause()) {
            StackTraceElement[] frames = t.getStackTrace();
            t.setStackTrace(Arrays.copyOf(frames, Math.min(frames.length, DEPTH)));
        }
        StringWriter text = new StringWriter();
        fault.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
