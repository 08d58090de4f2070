package org.higher.examples.sinusoid;

/** Published experiments that {@code --paper} repeats. */
enum Paper {
    /**
     * Finn, Abbeel and Levine, ICML 2017, section 5.1; the number of iterations is that of the
     * authors' code.
     */
    FINN(70_000, 25, 10, new Tasks(1, 1)),

    /**
     * Li, Zhou, Chen and Li, Meta-SGD: learning to learn quickly for few-shot learning,
     * arXiv:1707.09835, section 4.1, where the frequency varies too.
     */
    LI(60_000, 4, 5, new Tasks(0.8, 1.2));

    final int iterations;
    final int metaBatch;
    final int shots;
    final Tasks tasks;

    Paper(int iterations, int metaBatch, int shots, Tasks tasks) {
        this.iterations = iterations;
        this.metaBatch = metaBatch;
        this.shots = shots;
        this.tasks = tasks;
    }
}
