// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * The promises of every backend, on real files, with one test per clause. A subclass chooses the
 * backend.
 */
abstract class SchedulerContract extends ContractFixture
    implements DescriptionClauses,
        TransferClauses,
        SyncClauses,
        SharedSyncClauses,
        StorageClauses,
        NameClauses,
        ReplaceFileClauses,
        TicketClauses,
        CallbackClauses,
        MemoryClauses,
        PooledPiecesClauses,
        RefusalClauses,
        AlignmentClauses,
        CloseClauses,
        BlockingCallClauses,
        AwaitedAtOnceClauses,
        StatsClauses,
        ObservationClauses,
        HangingOperationClauses,
        BatchClauses,
        BatchSlotClauses,
        CancelClauses,
        LimitClauses,
        ChainClauses,
        SegmentedChainClauses,
        SlotClauses,
        SlotOpeningClauses,
        AccessClauses,
        OpenClauses,
        OpenFailureClauses,
        DurabilityClauses,
        LostWriteClauses,
        CoalescingClauses,
        FlagClauses,
        FaultInjectionClauses,
        DescriptorClauses,
        StreamReaderClauses,
        StreamWriterClauses,
        RandomProgramClauses {}
