package org.higher.processor.ecj;

/** What runs ecj: each looks for classes and takes problems in a way of its own. */
interface EcjHost {
    /** Where classes and sources are looked for. */
    SearchPath searchPath() throws ReflectiveOperationException;

    /**
     * Adds a problem.
     *
     * @param unit ecj's declaration of the file that it is in
     */
    void report(Object problem, Object unit, boolean isError) throws ReflectiveOperationException;
}
