package org.higher.processor.pipeline;

import java.util.List;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.diagnostics.Reporter;
import org.higher.processor.javac.Javac;
import org.higher.processor.text.ClassSource;
import org.higher.processor.verification.LeftOut;
import org.higher.processor.verification.Verifier;

/** What every stage works with. */
public record Context(
        ProcessingEnvironment environment,
        Javac javac,
        Reporter reporter,
        Verifier verifier,
        LeftOut leftOut) {
    public Elements elements() {
        return environment.getElementUtils();
    }

    public Types types() {
        return environment.getTypeUtils();
    }

    /** Reads the source of a class, which must be among those being compiled. */
    public ClassSource source(TypeElement type) {
        return ClassSource.of(elements(), types(), javac, type);
    }

    /** Reports all problems of a class; whether there were any. */
    public boolean report(ClassSource source, List<Problem> problems) {
        problems.forEach(sink(source)::accept);
        return !problems.isEmpty();
    }

    /** Where problems of a class go to be reported on the user's line. */
    public Problem.Sink sink(ClassSource source) {
        return problem ->
                reporter.report(
                        javac.trees(),
                        source.file().unit(),
                        problem.moved(source.original(problem.at())));
    }
}
