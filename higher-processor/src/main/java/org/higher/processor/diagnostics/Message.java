package org.higher.processor.diagnostics;

/**
 * Everything the processor can complain about.
 *
 * <p>Each message says who offends, what the fact is, and what to do about it. The tag in brackets
 * is stable; {@code docs/diagnostics/TAG.md} explains it.
 */
public enum Message {
    // the compiler and the build
    NO_SOURCE_TREES(
            "NoSourceTrees",
            "higher copies method bodies and needs javac's tree API (com.sun.source), which this"
                    + " compiler (%s) does not have; compile with javac or with Eclipse's compiler (ecj)"),
    JAVAC_REFUSES(
            "JavacRefuses",
            "higher reads method bodies with javac, which does not compile this file: %s"),
    NO_JAVAC(
            "NoJavac",
            "higher reads method bodies with javac, which is not in %s, on which Eclipse or its compiler runs;"
                    + " run it on a JDK"),
    UNKNOWN_ECLIPSE(
            "UnknownEclipse",
            "higher does not know this version of Eclipse, which lacks what it asks for (%s); use a"
                    + " version that docs/ides.md names, or build with javac"),
    CANNOT_WRITE("CannotWrite", "%s cannot be written: %s"),
    PROCESSOR_FAULT(
            "ProcessorFault",
            "%s cannot be processed because of a fault in higher: %s; please report it with the note"
                    + " below and this class, and until it is corrected leave the annotation out"),
    NOT_FORMATTED(
            "NotFormatted",
            "a part of %s stays as it was written, since the formatter in higher cannot lay it out: %s;"
                    + " the code is right, only its line breaks are not: please report this note"),
    UNREADABLE_METHOD(
            "UnreadableMethod",
            "the text of method %s is not where the compiler says, since another annotation processor made or"
                    + " changed it; write the method out"),
    UNRESOLVED_TYPE(
            "UnresolvedType",
            "%s mentions %s, which no round of annotation processing has produced; correct the name,"
                    + " or add what declares it to the class path"),
    WRONG_GUESS(
            "WrongGuess",
            "the processor took %s for %s, but it is %s: the generated code would differ from yours;"
                    + " qualify or rename it"),
    PRIVATE_MEMBER(
            "PrivateMember",
            "%s is %s: generated code, which copies this line, cannot use it; make it %s"),
    PRIVATE_TYPE("PrivateType", "type %s is %s: %s cannot name it; make it %s"),
    STRAY_ANNOTATION(
            "StrayAnnotation",
            "%s field %s has no effect: %s is neither @Functional nor an UpdateRule; annotate the class,"
                    + " or remove the annotation"),

    // models: the class
    NOT_A_MODEL(
            "NotAModel",
            "@Functional %s is %s; only classes, records and interfaces can have a twin"),
    ABSTRACT_MODEL(
            "AbstractModel",
            "@Functional class %s is abstract: a twin needs all of its code; annotate the concrete"
                    + " classes, and for a common layer type make an interface @Functional"),
    GENERIC_MODEL("GenericModel", "type parameter %s of @Functional %s %s; %s"),
    INACCESSIBLE_MODEL(
            "InaccessibleModel",
            "@Functional class %s must be a top-level or static nested class that is not private"),
    NO_FORWARD(
            "NoForward",
            "@Functional class %s has no forward method, nor another that takes and returns tensors:"
                    + " there is nothing to make a twin of; add one"),
    NO_SUCH_METHOD(
            "NoSuchMethod",
            "@Functional names method %s, which %s does not declare as an instance method that is not"
                    + " private; correct the name, or leave it out: methods called forward are found"
                    + " without"),
    TWIN_NAME_TAKEN(
            "TwinNameTaken", "the twin of %s would be called %s, which exists; rename one of them"),

    // models: fields
    UNANNOTATED_TENSOR(
            "UnannotatedTensor",
            "Tensor field %s is neither a parameter nor a buffer; annotate it @Trainable or @Buffer,"
                    + " or make a constant static"),
    PARAMETER_NOT_TENSOR(
            "ParameterNotTensor",
            "%s field %s is %s; in a model it must be a Tensor, a record of Tensors, or a List, Set, Map,"
                    + " array or Optional of them"),
    UNSUPPORTED_CONTAINER(
            "UnsupportedContainer",
            "field %s is %s, which holds @Functional modules out of sight; use the module's type,"
                    + " List, Set, Map with keys that are texts, numbers or enums, an array or"
                    + " Optional"),
    UNANNOTATED_MODULE(
            "UnannotatedModule", "field %s is %s, which may hold parameters but has no twin; %s"),
    RESERVED_NAME("ReservedName", "%s would hide a generated member of the twin's %s; rename it"),
    CAPTURES_MODEL(
            "CapturesModel",
            "field %s captures %s: in the twin it would still use the original's parameters; make it a"
                    + " method"),

    HIDES_PARAMETERS(
            "HidesParameters",
            "field %s holds %s, whose parameters the field's type does not show: the twin would go on"
                    + " using the original's; give it a field of its own, of a @Functional type, or a"
                    + " @Trainable one for a tensor or a record of tensors"),

    // models: bodies
    FORWARD_WRITES_FIELD(
            "ForwardWritesField", "forward must not write field %s: the twin is stateless; %s"),
    WRITES_TENSOR(
            "WritesTensor",
            "%s changes a tensor in place, which the twin shares with the model and with other twins;"
                    + " %s"),
    ARRAY_METHOD(
            "ArrayMethod",
            "%s is no method of ND4J that twins have; the nearest that they have is %s"),
    ARRAY_NUMBER(
            "ArrayNumber",
            "%s is read from an array, and a twin has a tensor in its place: it can be computed with,"
                    + " compared, given to the arithmetic of an array, and held in a variable that is"
                    + " declared alone, with its type, as in double n = x.getDouble(0); for all else,"
                    + " stay with arrays: getScalar, sum"),
    ARRAY_UNKNOWN(
            "ArrayUnknown",
            "%s is a method of ND4J on a value whose type is not known before the code is compiled; hold"
                    + " the value in a local variable of type INDArray"),
    ARRAY_TRUTH(
            "ArrayTruth",
            "%s is an array of truth values, and a twin has numbers only; write .castTo(DataType.DOUBLE)"
                    + " or FLOAT after it"),
    ARRAY_LEAVES(
            "ArrayLeaves",
            "%s takes or returns an INDArray, for which the twin has a tensor; write that method into %s"),
    ARRAYS_NOT_TRAINED(
            "ArraysNotTrained",
            "@Functional class %s has arrays (%s) and none of them is @Trainable, so that its twin has no"
                    + " parameters; annotate the weights, or what stays as it is @Buffer"),
    ARRAYS_AND_TENSORS(
            "ArraysAndTensors",
            "%s of type %s is in @Functional class %s, which computes with %s: a model uses INDArray or"
                    + " Tensor, not both; convert outside of it"),
    UNSUPPORTED_ARRAYS(
            "UnsupportedArrays",
            "field %s is %s, which the twin cannot have with tensors; give each array a field of its own,"
                    + " or a @Functional class to hold them with what computes with them"),
    CHANGES_ARRAY(
            "ChangesArray",
            "%s changes an array in place that something else may hold, too: an argument, a field, another"
                    + " variable or a view; a twin cannot do the same, so write %s instead"),
    FORWARD_CREATES_MODULE(
            "ForwardCreatesModule",
            "forward must not create a module: the parameters of %s would not be in Params; create it in"
                    + " a field"),
    THIS_ESCAPES(
            "ThisEscapes",
            "this must not leave forward: in the twin it is %s.Bound instead of %s; pass the fields that"
                    + " are needed"),
    PRIVATE_STATIC(
            "PrivateStatic", "%s is %s: %s, which copies this code, cannot use it; make it %s"),
    NOT_COPIED(
            "NotCopied",
            "private type %s cannot be copied into %s, because %s; make it package-private"),
    VALUE_IDENTITY(
            "ValueIdentity",
            "%s tells objects of %s apart, which a twin makes anew of its own tensors; compare what is in"
                    + " them, as equals of a record does"),
    STATIC_PARAMETERS(
            "StaticParameters",
            "static field %s holds parameters, which would not be in Params: the twin would go on using"
                    + " the original's; hold them in an instance field"),
    INHERITED_MEMBER(
            "InheritedMember",
            "%s is inherited from %s, and what is generated from %s does not have it; declare it in"
                    + " %s, or call it on a field"),
    NO_SOURCE(
            "NoSource",
            "%s is code of %s, which the twin would need a copy of, but its source is not among what is"
                    + " compiled here, nor on the source path; hold a %s in a field of %s instead of"
                    + " extending it, or compile the class here"),
    OTHER_OVERLOAD(
            "OtherOverload",
            "%s has overloads that %s does not see here and %s does, and in the twin they stand side by"
                    + " side: the call could mean another; rename one of them"),
    INNER_CLASS(
            "InnerClass",
            "%s is an inner class and needs an instance of %s, which the twin is not; make it static"),
    MODULE_OBJECT(
            "ModuleObject",
            "%s would not mean the same in the twin, which has %s in place of %s; use instanceof, ==,"
                    + " a class literal, a method of the module's own, or a field of the module's type"),
    MODULE_SUBCLASS(
            "ModuleSubclass",
            "%s takes %s for %s, which it extends, and %s is no %s; use the type of a"
                    + " @Functional interface that both implement, or %s"),
    METHOD_NOT_IN_TWIN(
            "MethodNotInTwin",
            "%s is not in the twin of %s, because %s; correct that, or do not call it here"),
    DECONSTRUCTS_MODEL(
            "DeconstructsModel",
            "a record pattern cannot take %s apart, since its twin is no record; use a type pattern and"
                    + " its accessors"),
    MODULE_LEAVES("ModuleLeaves", "%s knows only the original %s, not its twin; %s"),

    // optimizers
    TRAINABLE_NOT_REAL(
            "TrainableNotReal",
            "@Trainable field %s is %s; it must be double, float, a Tensor, a @Functional module, or a"
                    + " List, Map<String, ...>, array or Optional of tensors or modules"),
    UNTRAINED_MODULE(
            "UntrainedModule",
            "field %s holds @Functional %s, which the optimizer knows by its twin only; annotate it"
                    + " @Trainable"),
    UPDATE_CREATES_MODULE(
            "UpdateCreatesModule",
            "update must not create a @Functional module: nothing could learn the parameters of %s;"
                    + " create it in a @Trainable field"),
    UPDATE_WRITES_FIELD(
            "UpdateWritesField", "update must not write field %s: keep what changes in the state"),
    NOT_DIFFERENTIABLE(
            "NotDifferentiable",
            "%s cannot be differentiated with respect to a @Trainable field; lifted are %s"),
    NO_DERIVATIVE_CAST(
            "NoDerivativeCast",
            "a value that depends on a @Trainable field cannot be cast to %s: the cast has no"
                    + " derivative; use .item() of a Tensor or leave the cast out"),
    PLAIN_TARGET(
            "PlainTarget",
            "%s is a plain number: a value that depends on a @Trainable field cannot be stored in it;"
                    + " make it a Tensor"),
    PLAIN_ARGUMENT(
            "PlainArgument",
            "this depends on a @Trainable field, but %s takes a plain %s; Tensor methods, other methods"
                    + " with an overload for Tensor, and methods of %s itself can be differentiated"),
    LAMBDA_RETURNS_LIFTED(
            "LambdaReturnsLifted",
            "a lambda cannot return a number that depends on a @Trainable field; use a method of %s"),
    DERIVED_FIELD(
            "DerivedField",
            "%s is computed once, when the rule is made, from @Trainable %s: gradients would not flow"
                    + " through it, and overrides not reach it; compute it in update"),
    CUTS_GRADIENT(
            "CutsGradient",
            "%s reads a number from a tensor, and what is computed with the number has no gradient with"
                    + " respect to the tensor; compute with tensors, or write detach() before it where"
                    + " that is meant"),
    OVERLOAD_EXISTS("OverloadExists", "%s would become %s, which exists; rename one of them"),
    INHERITED_HYPERPARAMETER(
            "InheritedHyperparameter",
            "@Trainable field %s is inherited from %s; declare it in %s"),
    STATIC_HYPERPARAMETER(
            "StaticHyperparameter",
            "@Trainable field %s is static; each rule has hyperparameters of its own: make it an"
                    + " instance field"),
    SAME_KEY(
            "SameKey",
            "@Trainable field %s and another would both have the key %s; rename one of them"),
    INACCESSIBLE_RULE(
            "InaccessibleRule",
            "update rule %s must be a top-level or static nested class or record that is not private"),
    GENERIC_RULE(
            "GenericRule",
            "update rule %s has type parameters, which its keys cannot know; remove them"),
    ABSTRACT_RULE(
            "AbstractRule",
            "update rule %s is abstract: an optimizer needs all of its code; declare the @Trainable"
                    + " fields in the concrete classes"),
    NO_UPDATE(
            "NoUpdate",
            "update rule %s does not declare %s itself, so there is nothing to copy; write %s in it"),
    OPAQUE_STATE(
            "OpaqueState",
            "the state holds tensors in a %s, where they cannot be detached; use records, List,"
                    + " Map<String, ...>, arrays or Optional"),
    RULE_ESCAPES(
            "RuleEscapes",
            "this must not leave update: in %s it is not a %s; pass the fields that are needed");

    private final String tag;
    private final String format;

    Message(String tag, String format) {
        this.tag = tag;
        this.format = format;
    }

    /** The stable name of this message, and of its page under {@code docs/diagnostics}. */
    public String tag() {
        return tag;
    }

    /** The message as users see it, tag first. */
    public String text(Object... arguments) {
        return "[" + tag + "] " + String.format(format, arguments);
    }
}
