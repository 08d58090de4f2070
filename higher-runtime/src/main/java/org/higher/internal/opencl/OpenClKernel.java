package org.higher.internal.opencl;

import org.higher.internal.gpu.driver.Kernel;

/** A kernel of OpenCL; its arguments are set and it is launched under one lock. */
final class OpenClKernel implements Kernel {
    /** What it is part of, which is released once no kernel refers to it. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final Object program;

    private final long handle;
    private final String name;
    private long fewest = Long.MAX_VALUE;
    private long most;

    OpenClKernel(Object program, long handle, String name) {
        this.program = program;
        this.handle = handle;
        this.name = name;
    }

    long handle() {
        return handle;
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * Whether a launch of so many threads may be the first of its kind: PoCL compiles kernels once
     * more for launches that are large.
     */
    boolean isNew(long threads) {
        boolean isNew = threads < fewest || threads > most;
        fewest = Math.min(fewest, threads);
        most = Math.max(most, threads);
        return isNew;
    }
}
