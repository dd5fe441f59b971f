// Written by `cargo xtask codegen` from hcs/schema/processor.txt: change that and run the command again.

//! Features of processors.

#[allow(clippy::wildcard_imports)] // Each file takes what the others define.
use crate::schema::prelude::*;

use super::*;

/// The features of processors that a virtual machine may see.
///
/// [`ProcessorFeatureSet`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessorFeatureSet) of Microsoft's reference, never published otherwise; schema 2.5.
#[derive(Clone, Default, PartialEq)]
pub struct ProcessorFeatureSet {
    /// The features. (`ProcessorFeatures`, schema 2.5)
    pub processor_features: Option<Vec<ProcessorFeature>>,
    /// The features around `XSAVE`. (`XsaveProcessorFeatures`, schema 2.5)
    pub xsave_processor_features: Option<Vec<XsaveProcessorFeature>>,
    /// What becomes of those that the host lacks. (`ProcessorFeatureSetMode`, schema 2.5)
    pub processor_feature_set_mode: Option<ProcessorFeatureSetMode>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ProcessorFeatureSet "ProcessorFeatureSet" ADDED.v(2, 5), false &[];
    0 processor_features: Leaves(ProcessorFeature) "ProcessorFeatures" ADDED.v(2, 5), None, None;
    1 xsave_processor_features: Leaves(XsaveProcessorFeature) "XsaveProcessorFeatures" ADDED.v(2, 5), None, None;
    2 processor_feature_set_mode: Leaf(ProcessorFeatureSetMode) "ProcessorFeatureSetMode" ADDED.v(2, 5), None, None;
}

/// What becomes of features that the host lacks.
///
/// [`ProcessorFeatureSetMode`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessorFeatureSetMode) of Microsoft's reference, never published otherwise; schema 2.5.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ProcessorFeatureSetMode {
    /// They are an error: the default. (schema 2.5)
    Strict,
    /// They are left out. (schema 2.5)
    Permissive,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ProcessorFeatureSetMode "ProcessorFeatureSetMode" ADDED.v(2, 5);
    Strict "Strict" ADDED.v(2, 5);
    Permissive "Permissive" ADDED.v(2, 5);
}

/// What a host's processors can do.
///
/// [`ProcessorCapabilitiesInfo`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessorCapabilitiesInfo) of Microsoft's reference, never published otherwise; schema 2.5.
#[derive(Clone, Default, PartialEq)]
pub struct ProcessorCapabilitiesInfo {
    /// Their features. (`ProcessorFeatures`, schema 2.5)
    pub processor_features: Option<Vec<ProcessorFeature>>,
    /// Their features around `XSAVE`. (`XsaveProcessorFeatures`, schema 2.5)
    pub xsave_processor_features: Option<Vec<XsaveProcessorFeature>>,
    /// The size of the cache lines that they flush. (`CacheLineFlushSize`, schema 2.5)
    pub cache_line_flush_size: Option<u64>,
    /// How many bits physical addresses have. (`ImplementedPhysicalAddressBits`, schema 2.5)
    pub implemented_physical_address_bits: Option<u64>,
    /// Whether virtual processors share cores. (`NonArchitecturalCoreSharing`, schema 2.5)
    pub non_architectural_core_sharing: Option<NonArchitecturalCoreSharing>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    ProcessorCapabilitiesInfo "ProcessorCapabilitiesInfo" ADDED.v(2, 5), false &[];
    0 processor_features: Leaves(ProcessorFeature) "ProcessorFeatures" ADDED.v(2, 5), None, None;
    1 xsave_processor_features: Leaves(XsaveProcessorFeature) "XsaveProcessorFeatures" ADDED.v(2, 5), None, None;
    2 cache_line_flush_size: Leaf(u64) "CacheLineFlushSize" ADDED.v(2, 5), None, None;
    3 implemented_physical_address_bits: Leaf(u64) "ImplementedPhysicalAddressBits" ADDED.v(2, 5), None, None;
    4 non_architectural_core_sharing: Leaf(NonArchitecturalCoreSharing) "NonArchitecturalCoreSharing" ADDED.v(2, 5), None, None;
}

/// What a saved or migrated virtual machine needs of a host's processors.
///
/// [`VmProcessorRequirements`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#VmProcessorRequirements) of Microsoft's reference, never published otherwise; schema 2.5.
#[derive(Clone, Default, PartialEq)]
pub struct VmProcessorRequirements {
    /// The features. (`ProcessorFeatures`, schema 2.5)
    pub processor_features: Option<Vec<ProcessorFeature>>,
    /// The features around `XSAVE`. (`XsaveProcessorFeatures`, schema 2.5)
    pub xsave_processor_features: Option<Vec<XsaveProcessorFeature>>,
    /// The size of the cache lines that are flushed. (`CacheLineFlushSize`, schema 2.5)
    pub cache_line_flush_size: Option<u64>,
    /// How many bits physical addresses have. (`ImplementedPhysicalAddressBits`, schema 2.5)
    pub implemented_physical_address_bits: Option<u64>,
    /// Whether virtual processors share cores. (`NonArchitecturalCoreSharing`, schema 2.5)
    pub non_architectural_core_sharing: Option<NonArchitecturalCoreSharing>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    VmProcessorRequirements "VmProcessorRequirements" ADDED.v(2, 5), false &[];
    0 processor_features: Leaves(ProcessorFeature) "ProcessorFeatures" ADDED.v(2, 5), None, None;
    1 xsave_processor_features: Leaves(XsaveProcessorFeature) "XsaveProcessorFeatures" ADDED.v(2, 5), None, None;
    2 cache_line_flush_size: Leaf(u64) "CacheLineFlushSize" ADDED.v(2, 5), None, None;
    3 implemented_physical_address_bits: Leaf(u64) "ImplementedPhysicalAddressBits" ADDED.v(2, 5), None, None;
    4 non_architectural_core_sharing: Leaf(NonArchitecturalCoreSharing) "NonArchitecturalCoreSharing" ADDED.v(2, 5), None, None;
}

/// Whether virtual processors share cores in ways that the architecture doesn't tell.
///
/// [`NonArchitecturalCoreSharing`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#NonArchitecturalCoreSharing) of Microsoft's reference, never published otherwise; schema 2.5.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum NonArchitecturalCoreSharing {
    /// It is not told. (schema 2.5)
    Unreported,
    /// They don't. (schema 2.5)
    Off,
    /// They do. (schema 2.5)
    On,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    NonArchitecturalCoreSharing "NonArchitecturalCoreSharing" ADDED.v(2, 5);
    Unreported "Unreported" ADDED.v(2, 5);
    Off "Off" ADDED.v(2, 5);
    On "On" ADDED.v(2, 5);
}

/// Changes of what the hypervisor recommends to a guest.
///
/// [`EnlightenmentModifications`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#EnlightenmentModifications) of Microsoft's reference, never published otherwise; schema 2.5.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum EnlightenmentModifications {
    /// `Unreported`. (schema 2.5)
    Unreported,
    /// `FavorAutoEoi`. (schema 2.5)
    FavorAutoEoi,
    /// `RsvdZ1`. (schema 2.5)
    RsvdZ1,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    EnlightenmentModifications "EnlightenmentModifications" ADDED.v(2, 5);
    Unreported "Unreported" ADDED.v(2, 5);
    FavorAutoEoi "FavorAutoEoi" ADDED.v(2, 5);
    RsvdZ1 "RsvdZ1" ADDED.v(2, 5);
}

/// A feature of processors, of x86 or ARM, as the hypervisor calls it.
///
/// [`ProcessorFeature`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ProcessorFeature) of Microsoft's reference, never published otherwise; schema 2.5.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ProcessorFeature {
    /// `Sse3`. (schema 2.5)
    Sse3,
    /// `LahfSahf`. (schema 2.5)
    LahfSahf,
    /// `Ssse3`. (schema 2.5)
    Ssse3,
    /// `Sse4_1`. (schema 2.5)
    Sse4_1,
    /// `Sse4_2`. (schema 2.5)
    Sse4_2,
    /// `Sse4A`. (schema 2.5)
    Sse4A,
    /// `Xop`. (schema 2.5)
    Xop,
    /// `Popcnt`. (schema 2.5)
    Popcnt,
    /// `Cmpxchg16B`. (schema 2.5)
    Cmpxchg16B,
    /// `Altmovcr8`. (schema 2.5)
    Altmovcr8,
    /// `Lzcnt`. (schema 2.5)
    Lzcnt,
    /// `Misalignsse`. (schema 2.5)
    Misalignsse,
    /// `MmxExt`. (schema 2.5)
    MmxExt,
    /// `Amd3Dnow`. (schema 2.5)
    Amd3Dnow,
    /// `ExtAmd3Dnow`. (schema 2.5)
    ExtAmd3Dnow,
    /// `Page1Gb`. (schema 2.5)
    Page1Gb,
    /// `AmdAes`. (schema 2.5)
    AmdAes,
    /// `Pclmulqdq`. (schema 2.5)
    Pclmulqdq,
    /// `Pcid`. (schema 2.5)
    Pcid,
    /// `Fma4`. (schema 2.5)
    Fma4,
    /// `F16C`. (schema 2.5)
    F16C,
    /// `Rdrand`. (schema 2.5)
    Rdrand,
    /// `Rdwrfsgs`. (schema 2.5)
    Rdwrfsgs,
    /// `Smep`. (schema 2.5)
    Smep,
    /// `EnhancedFastString`. (schema 2.5)
    EnhancedFastString,
    /// `Bmi1`. (schema 2.5)
    Bmi1,
    /// `Bmi2`. (schema 2.5)
    Bmi2,
    /// `Movbe`. (schema 2.5)
    Movbe,
    /// `Npiep1`. (schema 2.5)
    Npiep1,
    /// `DepX87FpuSave`. (schema 2.5)
    DepX87FpuSave,
    /// `Rdseed`. (schema 2.5)
    Rdseed,
    /// `Adx`. (schema 2.5)
    Adx,
    /// `IntelPrefetch`. (schema 2.5)
    IntelPrefetch,
    /// `Smap`. (schema 2.5)
    Smap,
    /// `Hle`. (schema 2.5)
    Hle,
    /// `Rtm`. (schema 2.5)
    Rtm,
    /// `Rdtscp`. (schema 2.5)
    Rdtscp,
    /// `Clflushopt`. (schema 2.5)
    Clflushopt,
    /// `Clwb`. (schema 2.5)
    Clwb,
    /// `Sha`. (schema 2.5)
    Sha,
    /// `X87PointersSaved`. (schema 2.5)
    X87PointersSaved,
    /// `Invpcid`. (schema 2.5)
    Invpcid,
    /// `Ibrs`. (schema 2.5)
    Ibrs,
    /// `Stibp`. (schema 2.5)
    Stibp,
    /// `Ibpb`. (schema 2.5)
    Ibpb,
    /// `UnrestrictedGuest`. (schema 2.5)
    UnrestrictedGuest,
    /// `Mdd`. (schema 2.5)
    Mdd,
    /// `FastShortRepMov`. (schema 2.5)
    FastShortRepMov,
    /// `L1DCacheFlush`. (schema 2.5)
    L1DCacheFlush,
    /// `RdclNo`. (schema 2.5)
    RdclNo,
    /// `IbrsAll`. (schema 2.5)
    IbrsAll,
    /// `SkipL1Df`. (schema 2.5)
    SkipL1Df,
    /// `SsbNo`. (schema 2.5)
    SsbNo,
    /// `RsbaNo`. (schema 2.5)
    RsbaNo,
    /// `VirtSpecCtrl`. (schema 2.5)
    VirtSpecCtrl,
    /// `Rdpid`. (schema 2.5)
    Rdpid,
    /// `Umip`. (schema 2.5)
    Umip,
    /// `MbsNo`. (schema 2.5)
    MbsNo,
    /// `MbClear`. (schema 2.5)
    MbClear,
    /// `TaaNo`. (schema 2.5)
    TaaNo,
    /// `TsxCtrl`. (schema 2.5)
    TsxCtrl,
    /// `AcountMcount`. (schema 2.5)
    AcountMcount,
    /// `TscInvariant`. (schema 2.5)
    TscInvariant,
    /// `Clzero`. (schema 2.5)
    Clzero,
    /// `Rdpru`. (schema 2.5)
    Rdpru,
    /// `La57`. (schema 2.5)
    La57,
    /// `Mbec`. (schema 2.5)
    Mbec,
    /// `NestedVirt`. (schema 2.5)
    NestedVirt,
    /// `Psfd`. (schema 2.5)
    Psfd,
    /// `CetSs`. (schema 2.5)
    CetSs,
    /// `CetIbt`. (schema 2.5)
    CetIbt,
    /// `VmxExceptionInject`. (schema 2.5)
    VmxExceptionInject,
    /// `UmwaitTpause`. (schema 2.5)
    UmwaitTpause,
    /// `Movdiri`. (schema 2.5)
    Movdiri,
    /// `Movdir64b`. (schema 2.5)
    Movdir64b,
    /// `Cldemote`. (schema 2.5)
    Cldemote,
    /// `Serialize`. (schema 2.5)
    Serialize,
    /// `TscDeadlineTmr`. (schema 2.5)
    TscDeadlineTmr,
    /// `TscAdjust`. (schema 2.5)
    TscAdjust,
    /// `FZLRepMovsb`. (schema 2.5)
    FZLRepMovsb,
    /// `FSRepStosb`. (schema 2.5)
    FSRepStosb,
    /// `FSRepCmpsb`. (schema 2.5)
    FSRepCmpsb,
    /// `SentinelAmd`. (schema 2.5)
    SentinelAmd,
    /// `Asid16`. (schema 2.5)
    Asid16,
    /// `TGran16`. (schema 2.5)
    TGran16,
    /// `TGran64`. (schema 2.5)
    TGran64,
    /// `Haf`. (schema 2.5)
    Haf,
    /// `Hdbs`. (schema 2.5)
    Hdbs,
    /// `Pan`. (schema 2.5)
    Pan,
    /// `AtS1E1`. (schema 2.5)
    AtS1E1,
    /// `Uao`. (schema 2.5)
    Uao,
    /// `El0Aarch32`. (schema 2.5)
    El0Aarch32,
    /// `Fp`. (schema 2.5)
    Fp,
    /// `FpHp`. (schema 2.5)
    FpHp,
    /// `AdvSimd`. (schema 2.5)
    AdvSimd,
    /// `AdvSimdHp`. (schema 2.5)
    AdvSimdHp,
    /// `GicV3V4`. (schema 2.5)
    GicV3V4,
    /// `PmuV3`. (schema 2.5)
    PmuV3,
    /// `PmuV3ArmV81`. (schema 2.5)
    PmuV3ArmV81,
    /// `PmuV3ArmV84`. (schema 2.5)
    PmuV3ArmV84,
    /// `ArmAes`. (schema 2.5)
    ArmAes,
    /// `PolyMul`. (schema 2.5)
    PolyMul,
    /// `Sha1`. (schema 2.5)
    Sha1,
    /// `Sha256`. (schema 2.5)
    Sha256,
    /// `Sha512`. (schema 2.5)
    Sha512,
    /// `Crc32`. (schema 2.5)
    Crc32,
    /// `Atomic`. (schema 2.5)
    Atomic,
    /// `Rdm`. (schema 2.5)
    Rdm,
    /// `Sha3`. (schema 2.5)
    Sha3,
    /// `Sm3`. (schema 2.5)
    Sm3,
    /// `Sm4`. (schema 2.5)
    Sm4,
    /// `Dp`. (schema 2.5)
    Dp,
    /// `Fhm`. (schema 2.5)
    Fhm,
    /// `DcCvap`. (schema 2.5)
    DcCvap,
    /// `DcCvadp`. (schema 2.5)
    DcCvadp,
    /// `ApaBase`. (schema 2.5)
    ApaBase,
    /// `ApaEp`. (schema 2.5)
    ApaEp,
    /// `ApaEp2`. (schema 2.5)
    ApaEp2,
    /// `ApaEp2Fp`. (schema 2.5)
    ApaEp2Fp,
    /// `ApaEp2Fpc`. (schema 2.5)
    ApaEp2Fpc,
    /// `Jscvt`. (schema 2.5)
    Jscvt,
    /// `Fcma`. (schema 2.5)
    Fcma,
    /// `RcpcV83`. (schema 2.5)
    RcpcV83,
    /// `RcpcV84`. (schema 2.5)
    RcpcV84,
    /// `Gpa`. (schema 2.5)
    Gpa,
    /// `L1ipPipt`. (schema 2.5)
    L1ipPipt,
    /// `DzPermitted`. (schema 2.5)
    DzPermitted,
    /// `SentinelArm`. (schema 2.5)
    SentinelArm,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    ProcessorFeature "ProcessorFeature" ADDED.v(2, 5);
    Sse3 "Sse3" ADDED.v(2, 5);
    LahfSahf "LahfSahf" ADDED.v(2, 5);
    Ssse3 "Ssse3" ADDED.v(2, 5);
    Sse4_1 "Sse4_1" ADDED.v(2, 5);
    Sse4_2 "Sse4_2" ADDED.v(2, 5);
    Sse4A "Sse4A" ADDED.v(2, 5);
    Xop "Xop" ADDED.v(2, 5);
    Popcnt "Popcnt" ADDED.v(2, 5);
    Cmpxchg16B "Cmpxchg16B" ADDED.v(2, 5);
    Altmovcr8 "Altmovcr8" ADDED.v(2, 5);
    Lzcnt "Lzcnt" ADDED.v(2, 5);
    Misalignsse "Misalignsse" ADDED.v(2, 5);
    MmxExt "MmxExt" ADDED.v(2, 5);
    Amd3Dnow "Amd3Dnow" ADDED.v(2, 5);
    ExtAmd3Dnow "ExtAmd3Dnow" ADDED.v(2, 5);
    Page1Gb "Page1Gb" ADDED.v(2, 5);
    AmdAes "AmdAes" ADDED.v(2, 5);
    Pclmulqdq "Pclmulqdq" ADDED.v(2, 5);
    Pcid "Pcid" ADDED.v(2, 5);
    Fma4 "Fma4" ADDED.v(2, 5);
    F16C "F16C" ADDED.v(2, 5);
    Rdrand "Rdrand" ADDED.v(2, 5);
    Rdwrfsgs "Rdwrfsgs" ADDED.v(2, 5);
    Smep "Smep" ADDED.v(2, 5);
    EnhancedFastString "EnhancedFastString" ADDED.v(2, 5);
    Bmi1 "Bmi1" ADDED.v(2, 5);
    Bmi2 "Bmi2" ADDED.v(2, 5);
    Movbe "Movbe" ADDED.v(2, 5);
    Npiep1 "Npiep1" ADDED.v(2, 5);
    DepX87FpuSave "DepX87FpuSave" ADDED.v(2, 5);
    Rdseed "Rdseed" ADDED.v(2, 5);
    Adx "Adx" ADDED.v(2, 5);
    IntelPrefetch "IntelPrefetch" ADDED.v(2, 5);
    Smap "Smap" ADDED.v(2, 5);
    Hle "Hle" ADDED.v(2, 5);
    Rtm "Rtm" ADDED.v(2, 5);
    Rdtscp "Rdtscp" ADDED.v(2, 5);
    Clflushopt "Clflushopt" ADDED.v(2, 5);
    Clwb "Clwb" ADDED.v(2, 5);
    Sha "Sha" ADDED.v(2, 5);
    X87PointersSaved "X87PointersSaved" ADDED.v(2, 5);
    Invpcid "Invpcid" ADDED.v(2, 5);
    Ibrs "Ibrs" ADDED.v(2, 5);
    Stibp "Stibp" ADDED.v(2, 5);
    Ibpb "Ibpb" ADDED.v(2, 5);
    UnrestrictedGuest "UnrestrictedGuest" ADDED.v(2, 5);
    Mdd "Mdd" ADDED.v(2, 5);
    FastShortRepMov "FastShortRepMov" ADDED.v(2, 5);
    L1DCacheFlush "L1DCacheFlush" ADDED.v(2, 5);
    RdclNo "RdclNo" ADDED.v(2, 5);
    IbrsAll "IbrsAll" ADDED.v(2, 5);
    SkipL1Df "SkipL1Df" ADDED.v(2, 5);
    SsbNo "SsbNo" ADDED.v(2, 5);
    RsbaNo "RsbaNo" ADDED.v(2, 5);
    VirtSpecCtrl "VirtSpecCtrl" ADDED.v(2, 5);
    Rdpid "Rdpid" ADDED.v(2, 5);
    Umip "Umip" ADDED.v(2, 5);
    MbsNo "MbsNo" ADDED.v(2, 5);
    MbClear "MbClear" ADDED.v(2, 5);
    TaaNo "TaaNo" ADDED.v(2, 5);
    TsxCtrl "TsxCtrl" ADDED.v(2, 5);
    AcountMcount "AcountMcount" ADDED.v(2, 5);
    TscInvariant "TscInvariant" ADDED.v(2, 5);
    Clzero "Clzero" ADDED.v(2, 5);
    Rdpru "Rdpru" ADDED.v(2, 5);
    La57 "La57" ADDED.v(2, 5);
    Mbec "Mbec" ADDED.v(2, 5);
    NestedVirt "NestedVirt" ADDED.v(2, 5);
    Psfd "Psfd" ADDED.v(2, 5);
    CetSs "CetSs" ADDED.v(2, 5);
    CetIbt "CetIbt" ADDED.v(2, 5);
    VmxExceptionInject "VmxExceptionInject" ADDED.v(2, 5);
    UmwaitTpause "UmwaitTpause" ADDED.v(2, 5);
    Movdiri "Movdiri" ADDED.v(2, 5);
    Movdir64b "Movdir64b" ADDED.v(2, 5);
    Cldemote "Cldemote" ADDED.v(2, 5);
    Serialize "Serialize" ADDED.v(2, 5);
    TscDeadlineTmr "TscDeadlineTmr" ADDED.v(2, 5);
    TscAdjust "TscAdjust" ADDED.v(2, 5);
    FZLRepMovsb "FZLRepMovsb" ADDED.v(2, 5);
    FSRepStosb "FSRepStosb" ADDED.v(2, 5);
    FSRepCmpsb "FSRepCmpsb" ADDED.v(2, 5);
    SentinelAmd "SentinelAmd" ADDED.v(2, 5);
    Asid16 "Asid16" ADDED.v(2, 5);
    TGran16 "TGran16" ADDED.v(2, 5);
    TGran64 "TGran64" ADDED.v(2, 5);
    Haf "Haf" ADDED.v(2, 5);
    Hdbs "Hdbs" ADDED.v(2, 5);
    Pan "Pan" ADDED.v(2, 5);
    AtS1E1 "AtS1E1" ADDED.v(2, 5);
    Uao "Uao" ADDED.v(2, 5);
    El0Aarch32 "El0Aarch32" ADDED.v(2, 5);
    Fp "Fp" ADDED.v(2, 5);
    FpHp "FpHp" ADDED.v(2, 5);
    AdvSimd "AdvSimd" ADDED.v(2, 5);
    AdvSimdHp "AdvSimdHp" ADDED.v(2, 5);
    GicV3V4 "GicV3V4" ADDED.v(2, 5);
    PmuV3 "PmuV3" ADDED.v(2, 5);
    PmuV3ArmV81 "PmuV3ArmV81" ADDED.v(2, 5);
    PmuV3ArmV84 "PmuV3ArmV84" ADDED.v(2, 5);
    ArmAes "ArmAes" ADDED.v(2, 5);
    PolyMul "PolyMul" ADDED.v(2, 5);
    Sha1 "Sha1" ADDED.v(2, 5);
    Sha256 "Sha256" ADDED.v(2, 5);
    Sha512 "Sha512" ADDED.v(2, 5);
    Crc32 "Crc32" ADDED.v(2, 5);
    Atomic "Atomic" ADDED.v(2, 5);
    Rdm "Rdm" ADDED.v(2, 5);
    Sha3 "Sha3" ADDED.v(2, 5);
    Sm3 "Sm3" ADDED.v(2, 5);
    Sm4 "Sm4" ADDED.v(2, 5);
    Dp "Dp" ADDED.v(2, 5);
    Fhm "Fhm" ADDED.v(2, 5);
    DcCvap "DcCvap" ADDED.v(2, 5);
    DcCvadp "DcCvadp" ADDED.v(2, 5);
    ApaBase "ApaBase" ADDED.v(2, 5);
    ApaEp "ApaEp" ADDED.v(2, 5);
    ApaEp2 "ApaEp2" ADDED.v(2, 5);
    ApaEp2Fp "ApaEp2Fp" ADDED.v(2, 5);
    ApaEp2Fpc "ApaEp2Fpc" ADDED.v(2, 5);
    Jscvt "Jscvt" ADDED.v(2, 5);
    Fcma "Fcma" ADDED.v(2, 5);
    RcpcV83 "RcpcV83" ADDED.v(2, 5);
    RcpcV84 "RcpcV84" ADDED.v(2, 5);
    Gpa "Gpa" ADDED.v(2, 5);
    L1ipPipt "L1ipPipt" ADDED.v(2, 5);
    DzPermitted "DzPermitted" ADDED.v(2, 5);
    SentinelArm "SentinelArm" ADDED.v(2, 5);
}

/// A feature of x86 processors around `XSAVE`, as the hypervisor calls it.
///
/// [`XsaveProcessorFeature`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#XsaveProcessorFeature) of Microsoft's reference, never published otherwise; schema 2.5.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum XsaveProcessorFeature {
    /// `Xsave`. (schema 2.5)
    Xsave,
    /// `Xsave_Opt`. (schema 2.5)
    XsaveOpt,
    /// `Avx`. (schema 2.5)
    Avx,
    /// `Avx2`. (schema 2.5)
    Avx2,
    /// `Fma`. (schema 2.5)
    Fma,
    /// `Mpx`. (schema 2.5)
    Mpx,
    /// `Avx512`. (schema 2.5)
    Avx512,
    /// `Avx512Dq`. (schema 2.5)
    Avx512Dq,
    /// `Avx512Cd`. (schema 2.5)
    Avx512Cd,
    /// `Avx512Bw`. (schema 2.5)
    Avx512Bw,
    /// `Avx512Vl`. (schema 2.5)
    Avx512Vl,
    /// `Xsave_Comp`. (schema 2.5)
    XsaveComp,
    /// `Xsave_Supervisor`. (schema 2.5)
    XsaveSupervisor,
    /// `Xcr1`. (schema 2.5)
    Xcr1,
    /// `Avx512_Bitalg`. (schema 2.5)
    Avx512Bitalg,
    /// `AVX512_Ifma`. (schema 2.5)
    AVX512Ifma,
    /// `Avx512_Vbmi`. (schema 2.5)
    Avx512Vbmi,
    /// `Avx512_Vbmi2`. (schema 2.5)
    Avx512Vbmi2,
    /// `Avx512_Vnni`. (schema 2.5)
    Avx512Vnni,
    /// `Gfni`. (schema 2.5)
    Gfni,
    /// `Vaes`. (schema 2.5)
    Vaes,
    /// `Avx512_Vpopcntdq`. (schema 2.5)
    Avx512Vpopcntdq,
    /// `Vpclmulqdq`. (schema 2.5)
    Vpclmulqdq,
    /// `Avx512_Bf16`. (schema 2.5)
    Avx512Bf16,
    /// `Avx512_Vp2Intersect`. (schema 2.5)
    Avx512Vp2Intersect,
    /// `Avx512Fp16`. (schema 2.5)
    Avx512Fp16,
    /// `Xfd`. (schema 2.5)
    Xfd,
    /// `AmxTile`. (schema 2.5)
    AmxTile,
    /// `AmxBf16`. (schema 2.5)
    AmxBf16,
    /// `AmxInt8`. (schema 2.5)
    AmxInt8,
    /// `AvxVnni`. (schema 2.5)
    AvxVnni,
    /// `SentinelAmdXsave`. (schema 2.5)
    SentinelAmdXsave,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    XsaveProcessorFeature "XsaveProcessorFeature" ADDED.v(2, 5);
    Xsave "Xsave" ADDED.v(2, 5);
    XsaveOpt "Xsave_Opt" ADDED.v(2, 5);
    Avx "Avx" ADDED.v(2, 5);
    Avx2 "Avx2" ADDED.v(2, 5);
    Fma "Fma" ADDED.v(2, 5);
    Mpx "Mpx" ADDED.v(2, 5);
    Avx512 "Avx512" ADDED.v(2, 5);
    Avx512Dq "Avx512Dq" ADDED.v(2, 5);
    Avx512Cd "Avx512Cd" ADDED.v(2, 5);
    Avx512Bw "Avx512Bw" ADDED.v(2, 5);
    Avx512Vl "Avx512Vl" ADDED.v(2, 5);
    XsaveComp "Xsave_Comp" ADDED.v(2, 5);
    XsaveSupervisor "Xsave_Supervisor" ADDED.v(2, 5);
    Xcr1 "Xcr1" ADDED.v(2, 5);
    Avx512Bitalg "Avx512_Bitalg" ADDED.v(2, 5);
    AVX512Ifma "AVX512_Ifma" ADDED.v(2, 5);
    Avx512Vbmi "Avx512_Vbmi" ADDED.v(2, 5);
    Avx512Vbmi2 "Avx512_Vbmi2" ADDED.v(2, 5);
    Avx512Vnni "Avx512_Vnni" ADDED.v(2, 5);
    Gfni "Gfni" ADDED.v(2, 5);
    Vaes "Vaes" ADDED.v(2, 5);
    Avx512Vpopcntdq "Avx512_Vpopcntdq" ADDED.v(2, 5);
    Vpclmulqdq "Vpclmulqdq" ADDED.v(2, 5);
    Avx512Bf16 "Avx512_Bf16" ADDED.v(2, 5);
    Avx512Vp2Intersect "Avx512_Vp2Intersect" ADDED.v(2, 5);
    Avx512Fp16 "Avx512Fp16" ADDED.v(2, 5);
    Xfd "Xfd" ADDED.v(2, 5);
    AmxTile "AmxTile" ADDED.v(2, 5);
    AmxBf16 "AmxBf16" ADDED.v(2, 5);
    AmxInt8 "AmxInt8" ADDED.v(2, 5);
    AvxVnni "AvxVnni" ADDED.v(2, 5);
    SentinelAmdXsave "SentinelAmdXsave" ADDED.v(2, 5);
}
