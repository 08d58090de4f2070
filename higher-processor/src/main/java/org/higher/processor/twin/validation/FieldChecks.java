package org.higher.processor.twin.validation;

import static javax.lang.model.element.Modifier.ABSTRACT;

import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.analysis.TwinMethod;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.twin.hierarchy.EntryPoints;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.hierarchy.MethodKinds;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;
import org.higher.processor.types.TypeVariables;

/** Checks what the fields of a model are, and names that its twin needs for itself. */
final class FieldChecks {
    private static final String OPTIMIZERS = "org.higher.optim.";

    private static final Set<String> RESERVED_COMPONENTS =
            Set.of(
                    "leaves",
                    "clone",
                    "finalize",
                    "getClass",
                    "hashCode",
                    "notify",
                    "notifyAll",
                    "toString",
                    "wait");

    private final Context context;
    private final Hierarchy hierarchy;
    private final TypeElement type;
    private final ParameterHolders holders;
    private final Problem.Sink problems;

    private FieldChecks(
            Context context, Hierarchy hierarchy, ParameterHolders holders, Problem.Sink problems) {
        this.context = context;
        this.hierarchy = hierarchy;
        this.type = hierarchy.model();
        this.holders = holders;
        this.problems = problems;
    }

    /** What is wrong with a model's fields. */
    static List<Problem> problems(Context context, Hierarchy hierarchy, TwinModel model) {
        List<Problem> found = new ArrayList<>();
        ParameterHolders holders = ParameterHolders.of(context);
        FieldChecks checks = new FieldChecks(context, hierarchy, holders, found::add);
        model.declared().stream()
                .filter(f -> f.inTwin() || f.element().getEnclosingElement().equals(model.type()))
                .forEach(checks::check);
        model.methods().stream().filter(TwinMethod::isOpen).forEach(checks::checkName);
        return found;
    }

    private void check(ModelField field) {
        Tree at =
                hierarchy
                        .source(field.element())
                        .map(s -> s.tree(field.element()))
                        .orElseGet(hierarchy.own()::tree);
        checkAnnotations(field, at);
        checkTypes(field, at);
        if (field.isInParams() && RESERVED_COMPONENTS.contains(field.name())) {
            problems.report(Message.RESERVED_NAME, at, "field " + field.name(), "Params");
        }
    }

    private void checkName(TwinMethod twinMethod) {
        ExecutableElement method = twinMethod.element();
        if (!method.getParameters().isEmpty()) {
            return;
        }
        ClassSource source = hierarchy.source(method).orElseThrow();
        Tree at = source.tree(method).map(Tree.class::cast).orElseGet(source::tree);
        if (method.getSimpleName().contentEquals("params")) {
            problems.report(Message.RESERVED_NAME, at, "method params()", "Bound");
        } else if (method.getSimpleName().contentEquals("bind")
                && EntryPoints.contain(type, method)) {
            problems.report(Message.RESERVED_NAME, at, "method bind()", "FunctionalModule");
        }
    }

    private void checkAnnotations(ModelField field, Tree at) {
        VariableElement element = field.element();
        boolean annotated = Annotations.isTrainable(element) || Annotations.isBuffer(element);
        boolean tensors = field.shape().isPresent() && !field.shape().get().holdsModules();
        boolean kept = field.role() == ModelField.Role.STATE && !Annotations.isTrainable(element);
        boolean arrays = Nd4j.mentionsArrays(element.asType());
        if (annotated && !tensors && !kept && !arrays) {
            String annotation = Annotations.isTrainable(element) ? "@Trainable" : "@Buffer";
            problems.report(
                    Message.PARAMETER_NOT_TENSOR, at, annotation, field.name(), field.type());
        }
    }

    private static String inherited(ModelField field) {
        return ", in inherited field "
                + field.name()
                + " of "
                + field.element().getEnclosingElement().getSimpleName();
    }

    /** Whether it is the model that gives an inherited field a type that its twin has not. */
    private boolean isOfModel(ModelField field) {
        return TypeVariables.misfits(field.element().asType()).findAny().isEmpty();
    }

    private void report(ModelField field, TypeVariables.Argument argument, Tree at) {
        TypeElement given = argument.given();
        if (argument.hasTwin()) {
            problems.report(
                    Message.GENERIC_MODEL,
                    at,
                    argument.parameter(),
                    argument.parameter().getGenericElement().getSimpleName(),
                    argument.misfit() + (isOfModel(field) ? inherited(field) : ""),
                    argument.remedy());
        } else {
            problems.report(
                    Message.UNANNOTATED_MODULE,
                    at,
                    field.name(),
                    kind(given) + " " + given.getSimpleName(),
                    remedy(given));
        }
    }

    private void checkTypes(ModelField field, Tree at) {
        TypeMirror fieldType = field.type();
        Shape.mentioned(fieldType)
                .filter(t -> field.inTwin() && field.counterpart().isEmpty())
                .filter(t -> hidden(t).isPresent())
                .findFirst()
                .ifPresent(t -> reportHidden(t, hidden(t).orElseThrow(), at));
        TypeVariables.misfits(fieldType)
                .findFirst()
                .ifPresent(a -> report(field, a, isOfModel(field) ? hierarchy.own().tree() : at));
        boolean annotated =
                Annotations.isTrainable(field.element()) || Annotations.isBuffer(field.element());
        if (field.role() != ModelField.Role.CONFIGURATION || annotated) {
            return;
        }
        if (Shape.mentionsTensors(fieldType) && Shape.of(fieldType).isPresent()) {
            problems.report(Message.UNANNOTATED_TENSOR, at, field.name());
        } else if (Shape.mentioned(fieldType).anyMatch(Annotations::isFunctional)) {
            problems.report(Message.UNSUPPORTED_CONTAINER, at, field.name(), fieldType);
        } else {
            Shape.mentioned(fieldType)
                    .filter(this::mayHoldParameters)
                    .findFirst()
                    .ifPresent(
                            t ->
                                    problems.report(
                                            Message.UNANNOTATED_MODULE,
                                            at,
                                            field.name(),
                                            kind(t) + " " + t.getSimpleName(),
                                            remedy(t)));
        }
    }

    private static String kind(TypeElement type) {
        return type.getKind() == ElementKind.INTERFACE ? "interface" : "class";
    }

    /** What is not compiled here cannot be annotated. */
    private String remedy(TypeElement holder) {
        String name = holder.getSimpleName().toString();
        if (holder.getKind() == ElementKind.CLASS && holder.getModifiers().contains(ABSTRACT)) {
            return "declare it by a @Functional interface with the methods that are called, and"
                    + " let "
                    + name
                    + " implement that";
        }
        if (Nesting.isInner(holder)) {
            return "make " + name + " static";
        }
        if (holder.getQualifiedName().toString().startsWith(OPTIMIZERS)) {
            return "keep the optimizer in the class that trains the model: it would move the model's"
                    + " own weights, never the twin's";
        }
        String open = Nesting.isPrivate(holder) ? ", and make it package-private" : "";
        return context.javac().hasSource(holder)
                ? "annotate " + name + " @Functional" + open
                : "hold a @Functional type of your own that does what " + holder + " does";
    }

    private Optional<Inaccessible> hidden(TypeElement mentioned) {
        return Inaccessible.ofTypeOrTwin(mentioned, type, context.elements());
    }

    private void reportHidden(TypeElement mentioned, Inaccessible hidden, Tree at) {
        problems.report(
                Message.PRIVATE_TYPE,
                at,
                mentioned,
                hidden.how(),
                TwinNames.twin(type),
                hidden.remedy());
    }

    /** An interface with a forward method, or a class with tensors or modules of its own. */
    private boolean mayHoldParameters(TypeElement candidate) {
        if (isTwin(candidate)) {
            return false; // whoever holds a twin keeps its parameters apart
        }
        if (candidate.getKind() == ElementKind.INTERFACE
                || candidate.getModifiers().contains(ABSTRACT)) {
            return ElementFilter.methodsIn(context.elements().getAllMembers(candidate)).stream()
                    .anyMatch(MethodKinds::isForward);
        }
        return holders.contains(candidate)
                || ElementFilter.fieldsIn(context.elements().getAllMembers(candidate)).stream()
                        .anyMatch(Annotations::isBuffer);
    }

    private boolean isTwin(TypeElement candidate) {
        TypeElement module =
                context.elements().getTypeElement(RuntimeTypes.FUNCTIONAL_MODULE.canonicalName());
        return module != null
                && context.types()
                        .isSubtype(
                                context.types().erasure(candidate.asType()),
                                context.types().erasure(module.asType()));
    }
}
