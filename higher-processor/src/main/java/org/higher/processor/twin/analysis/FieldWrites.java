package org.higher.processor.twin.analysis;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.copies.StaticRead;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;

/** Finds assignments that the twin could not make. */
final class FieldWrites {
    private final CopyContext context;
    private final ClassSource source;
    private final TypeElement type;
    private final StaticParameters staticParameters;
    private final Problem.Sink problems;

    FieldWrites(
            CopyContext context,
            ClassSource source,
            StaticParameters staticParameters,
            Problem.Sink problems) {
        this.context = context;
        this.source = source;
        this.type = context.model().type();
        this.staticParameters = staticParameters;
        this.problems = problems;
    }

    /** Finds assignments in copied code; {@code statics} are read where they are. */
    void check(Tree body, Set<StaticRead> statics) {
        Set<Tree> never = context.late().branches().keySet();
        ClassSource.eachWrite(
                body,
                never,
                (target, assignment) -> {
                    checkStatic(target, assignment, statics);
                    source.written(target)
                            .or(() -> fieldOfModule(target))
                            .filter(f -> !isBuffer(f) && !context.kept().contain(f))
                            .ifPresent(f -> report(assignment, f));
                });
    }

    private void report(Tree at, VariableElement field) {
        problems.report(Message.FORWARD_WRITES_FIELD, at, field.getSimpleName(), remedy(field));
    }

    /** A private static field that is read where it is cannot be written there. */
    private void checkStatic(ExpressionTree target, Tree assignment, Set<StaticRead> statics) {
        staticParameters
                .field(ClassSource.bare(target))
                .filter(f -> statics.stream().anyMatch(s -> s.field().equals(f)))
                .flatMap(f -> Inaccessible.of(f, type, source.elements()).map(h -> Map.entry(f, h)))
                .ifPresent(
                        e ->
                                problems.report(
                                        Message.PRIVATE_STATIC,
                                        assignment,
                                        e.getKey().getSimpleName(),
                                        e.getValue().how(),
                                        TwinNames.bound(type),
                                        e.getValue().remedy()));
    }

    private boolean isBuffer(VariableElement field) {
        return Annotations.isBuffer(field) && isTensor(field);
    }

    /** Whether a field holds tensors, in the twin. */
    private boolean isTensor(VariableElement field) {
        return context.values().tensors(field.asType()).isPresent()
                || context.hierarchy().isOnArrays() && Nd4j.isArray(field.asType());
    }

    /** Only tensors can be buffers. */
    private String remedy(VariableElement written) {
        if (!isTensor(written)) {
            return "hold the value in a Tensor annotated @Buffer, or use a local variable";
        }
        return Shape.of(written.asType()).filter(Shape::holdsModules).isPresent()
                ? "create modules where the field is declared, or in the constructor"
                : "annotate it @Buffer or use a local variable";
    }

    /** The field of another module that an assignment changes: {@code layer.slope = 1}. */
    private Optional<VariableElement> fieldOfModule(ExpressionTree target) {
        if (!(ClassSource.bare(target) instanceof MemberSelectTree select)) {
            return Optional.empty();
        }
        Optional<TypeMirror> receiver = source.typing().of(select.getExpression());
        return receiver.flatMap(Annotations::element)
                .filter(Annotations::isFunctional)
                .flatMap(t -> source.names().field(t, select.getIdentifier()));
    }
}
