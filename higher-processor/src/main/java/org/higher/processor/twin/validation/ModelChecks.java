package org.higher.processor.twin.validation;

import java.util.List;
import java.util.stream.Stream;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.twin.analysis.AnalyzedModel;
import org.higher.processor.twin.hierarchy.Hierarchy;

/** All that can be said about a model before javac has attributed it. */
public final class ModelChecks {
    private ModelChecks() {}

    /** What is wrong with a model's fields and with the methods that forward needs. */
    public static List<Problem> problems(
            Context context, Hierarchy hierarchy, AnalyzedModel analyzed) {
        List<Problem> fields = FieldChecks.problems(context, hierarchy, analyzed.model());
        List<Problem> arrays = ArrayChecks.problems(hierarchy, analyzed.model());
        return Stream.of(fields, arrays, analyzed.problems()).flatMap(List::stream).toList();
    }
}
